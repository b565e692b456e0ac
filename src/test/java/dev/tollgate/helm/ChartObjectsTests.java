package dev.tollgate.helm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import dev.tollgate.helm.Manifests.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the Helm chart makes of its values.
 */
class ChartObjectsTests {

	@TempDir
	private Path directory = Path.of("");

	/** The longest that a call may take is 15 minutes, and another 15 s to begin. */
	@Test
	void byDefaultTheLongestStreamCanEnd() throws IOException {
		assertThat(Soundness.drain(Chart.rendered(this.directory, "defaults")))
			.isGreaterThanOrEqualTo(Duration.ofMinutes(15));
	}

	@Test
	void withoutValuesThereAreReplicasOnStoresOfTheirOwn() throws IOException {
		Manifests manifests = Chart.rendered(this.directory, "defaults");
		StatefulSet set = manifests.one(StatefulSet.class, "tollgate");
		assertThat(set.getSpec().getReplicas()).isGreaterThan(1);
		assertThat(set.getSpec().getVolumeClaimTemplates()).hasSize(1);
		assertThat(value(manifests, "SPRING_DATASOURCE_URL"))
			.isEqualTo("jdbc:postgresql://tollgate-postgresql/tollgate");
		assertThat(value(manifests, "SPRING_DATA_REDIS_URL")).isEqualTo("redis://tollgate-redis");
		manifests.one(Service.class, "tollgate-postgresql");
		manifests.one(Service.class, "tollgate-redis");
		String key = manifests.one(Secret.class, "tollgate-admin").getData().get("admin-key");
		assertThat(new String(Base64.getDecoder().decode(key), StandardCharsets.UTF_8)).matches("tg-[A-Za-z0-9]{43}");
		assertThat(manifests.one(PodDisruptionBudget.class, "tollgate").getSpec().getSelector().getMatchLabels())
			.isEqualTo(set.getSpec().getSelector().getMatchLabels());
	}

	private static String value(Manifests manifests, String name) {
		return manifests.environment()
			.filter((variable) -> variable.getName().equals(name))
			.map(EnvVar::getValue)
			.findFirst()
			.orElse("absent");
	}

	@Test
	void aSingleReplicaHasItsDatabaseInItsVolume() throws IOException {
		Manifests manifests = Chart.rendered(this.directory, "single");
		assertThat(manifests.objects()).extracting((object) -> object.getKind())
			.containsExactlyInAnyOrder("StatefulSet", "Service", "Service", "ConfigMap", "Secret", "Pod");
		assertThat(value(manifests, "SPRING_DATASOURCE_URL")).isEqualTo("absent");
		assertThat(manifests.one(StatefulSet.class, "tollgate").getSpec().getVolumeClaimTemplates()).hasSize(1);
	}

	@Test
	void whatScalesRoutesAndWatchesLeadsToTheGateway() throws IOException {
		Manifests manifests = Chart.rendered(this.directory, "production");
		HorizontalPodAutoscaler scaler = manifests.one(HorizontalPodAutoscaler.class, "tollgate");
		assertThat(scaler.getSpec().getScaleTargetRef().getName()).isEqualTo("tollgate");
		assertThat(scaler.getSpec().getMetrics()).extracting((metric) -> metric.getType())
			.containsExactly("Resource", "Pods");
		assertThat(manifests.one(StatefulSet.class, "tollgate").getSpec().getReplicas()).isNull();
		Service service = manifests.one(Service.class, "tollgate");
		assertThat(manifests.one(Ingress.class, "tollgate").getSpec().getRules())
			.allSatisfy((rule) -> assertThat(rule.getHttp().getPaths().getFirst().getBackend().getService())
				.matches((backend) -> backend.getName().equals("tollgate")
						&& backend.getPort().getName().equals(service.getSpec().getPorts().getFirst().getName())));
		assertThat(manifests.one(Ingress.class, "tollgate").getMetadata().getAnnotations())
			.containsEntry("nginx.ingress.kubernetes.io/proxy-buffering", "off")
			.containsEntry("nginx.ingress.kubernetes.io/proxy-read-timeout", "960");
		assertThat(manifests.one(HTTPRoute.class, "tollgate").getSpec().getRules()).allSatisfy((rule) -> {
			assertThat(rule.getTimeouts().getRequest()).isEqualTo("960s");
			assertThat(rule.getBackendRefs().getFirst().getPort())
				.isEqualTo(service.getSpec().getPorts().getFirst().getPort());
		});
		List<Service> scraped = manifests.all(Service.class)
			.filter((one) -> one.getMetadata()
				.getLabels()
				.entrySet()
				.containsAll(manifests.one(ServiceMonitor.class, "tollgate")
					.getSpec()
					.getSelector()
					.getMatchLabels()
					.entrySet()))
			.toList();
		assertThat(scraped).extracting((one) -> one.getMetadata().getName()).containsExactly("tollgate-pods");
	}

	@Test
	void everyServerIsBehindAPolicyThatLetsTheGatewayIn() throws IOException {
		Manifests manifests = Chart.rendered(this.directory, "defaults");
		List<NetworkPolicy> policies = manifests.all(NetworkPolicy.class).toList();
		manifests.workloads()
			.filter(Workload::serves)
			.forEach((workload) -> assertThat(policies).as(workload.name())
				.anyMatch((policy) -> workload.isSelectedBy(policy.getSpec().getPodSelector().getMatchLabels())));
		for (String store : List.of("tollgate-postgresql", "tollgate-redis")) {
			assertThat(manifests.one(NetworkPolicy.class, store).getSpec().getIngress()).hasSize(1)
				.allMatch((rule) -> manifests.gateway()
					.isSelectedBy(rule.getFrom().getFirst().getPodSelector().getMatchLabels()));
			assertThat(manifests.one(NetworkPolicy.class, "tollgate").getSpec().getEgress())
				.anyMatch((rule) -> rule.getTo()
					.stream()
					.anyMatch((peer) -> peer.getPodSelector() != null
							&& manifests.workload(store).isSelectedBy(peer.getPodSelector().getMatchLabels())));
		}
	}

	@Test
	void everyBoardAndEveryRuleIsTaken() throws IOException {
		Manifests manifests = Chart.rendered(this.directory, "production");
		for (Path board : Chart.files("dashboards")) {
			String name = board.getFileName().toString();
			ConfigMap map = manifests.one(ConfigMap.class, "tollgate-board-" + name.replace(".json", ""));
			assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
			assertThat(map.getData()).containsEntry(name, Files.readString(board));
		}
		List<String> groups = new ArrayList<>();
		for (Path rules : Chart.files("rules")) {
			Map<String, List<Map<String, Object>>> file = new Yaml().load(Files.readString(rules));
			file.getOrDefault("groups", List.of()).forEach((group) -> groups.add(String.valueOf(group.get("name"))));
		}
		assertThat(manifests.all(PrometheusRule.class)
			.flatMap((rule) -> rule.getSpec().getGroups().stream())
			.map((group) -> group.getName())).containsExactlyElementsOf(groups);
	}

	@Test
	void whatIsInTheConfigurationRestartsThePods() throws IOException {
		String checksum = "checksum/config";
		String first = annotations(Chart.rendered(this.directory, "defaults")).get(checksum);
		assertThat(first).hasSize(64)
			.isNotEqualTo(annotations(Chart.rendered(this.directory, "production")).get(checksum));
		assertThat(annotations(Chart.rendered(this.directory, "single"))).doesNotContainKey(checksum);
	}

	private static Map<String, String> annotations(Manifests manifests) {
		Map<String, String> annotations = manifests.one(StatefulSet.class, "tollgate")
			.getSpec()
			.getTemplate()
			.getMetadata()
			.getAnnotations();
		return (annotations != null) ? annotations : Map.of();
	}

}
