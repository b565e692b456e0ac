package dev.tollgate.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Objects read as strictly as an API server reads them: of known kinds, and without a
 * member that the kind does not have.
 */
final class Manifests {

	private static final List<Class<? extends HasMetadata>> KINDS = List.of(ConfigMap.class, Secret.class,
			Service.class, ServiceAccount.class, Pod.class, StatefulSet.class, Deployment.class,
			HorizontalPodAutoscaler.class, PodDisruptionBudget.class, NetworkPolicy.class, Ingress.class,
			HTTPRoute.class, ServiceMonitor.class, PrometheusRule.class);

	private static final ObjectMapper STRICT = new ObjectMapper()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
		.setAnnotationIntrospector(new JacksonAnnotationIntrospector() {

			/** The models keep what they do not know, which is what is looked for. */
			@Override
			public Boolean hasAnySetter(Annotated annotated) {
				return Boolean.FALSE;
			}

		});

	private final List<HasMetadata> objects = new ArrayList<>();

	Manifests(String yaml) {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		for (Object object : new Yaml(options).loadAll(yaml)) {
			if (object instanceof Map<?, ?> map) {
				this.objects.add(read(map));
			}
		}
		assertThat(this.objects.stream().map((object) -> object.getKind() + "/" + object.getMetadata().getName()))
			.doesNotHaveDuplicates();
	}

	private static HasMetadata read(Map<?, ?> object) {
		for (Class<? extends HasMetadata> kind : KINDS) {
			if (HasMetadata.getKind(kind).equals(object.get("kind"))
					&& HasMetadata.getApiVersion(kind).equals(object.get("apiVersion"))) {
				try {
					return STRICT.readValue(STRICT.writeValueAsString(object), kind);
				}
				catch (JsonProcessingException ex) {
					throw new AssertionError(object.get("kind") + ": " + ex.getOriginalMessage() + "\n" + object, ex);
				}
			}
		}
		throw new AssertionError("An unknown kind: " + object.get("apiVersion") + " " + object.get("kind"));
	}

	<T extends HasMetadata> Stream<T> all(Class<T> kind) {
		return this.objects.stream().filter(kind::isInstance).map(kind::cast);
	}

	<T extends HasMetadata> T one(Class<T> kind, String name) {
		return all(kind).filter((object) -> name.equals(object.getMetadata().getName())).findFirst().orElseThrow();
	}

	List<HasMetadata> objects() {
		return this.objects;
	}

	/** Everything that runs. */
	Stream<Workload> workloads() {
		return this.objects.stream().flatMap((object) -> {
			String name = object.getMetadata().getName();
			return switch (object) {
				case StatefulSet set -> Stream.of(Workload.serving(name, set.getSpec().getTemplate()));
				case Deployment deployment -> Stream.of(Workload.serving(name, deployment.getSpec().getTemplate()));
				case Pod pod -> Stream.of(new Workload(name, pod.getMetadata().getLabels(), pod.getSpec(), false));
				default -> Stream.empty();
			};
		});
	}

	Workload workload(String name) {
		return workloads().filter((workload) -> workload.name().equals(name)).findFirst().orElseThrow();
	}

	/** The gateway's own pods. */
	Workload gateway() {
		return workloads().filter((workload) -> "gateway".equals(workload.labels().get("app.kubernetes.io/component")))
			.findFirst()
			.orElseThrow();
	}

	/** What the gateway's application.yml says at a path. */
	@Nullable Object setting(String... path) {
		@Nullable Object value = new Yaml().load(one(ConfigMap.class, gateway().name()).getData().get("application.yml"));
		for (String member : path) {
			value = (value instanceof Map<?, ?> map) ? map.get(member) : null;
		}
		return value;
	}

	/** The variables of everything that runs. */
	Stream<EnvVar> environment() {
		return workloads().flatMap((workload) -> workload.container().getEnv().stream());
	}

	/**
	 * Pods.
	 *
	 * @param name of their set, or of the only one
	 * @param labels theirs
	 * @param spec what is in them
	 * @param serves whether they are there to stay
	 */
	record Workload(String name, Map<String, String> labels, PodSpec spec, boolean serves) {

		private static Workload serving(String name, PodTemplateSpec template) {
			return new Workload(name, template.getMetadata().getLabels(), template.getSpec(), true);
		}

		Container container() {
			return Objects.requireNonNull(this.spec.getContainers().getFirst());
		}

		boolean isSelectedBy(Map<String, String> selector) {
			return this.labels.entrySet().containsAll(selector.entrySet());
		}

	}

}
