package dev.tollgate.helm;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.tollgate.helm.Manifests.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every set of values.
 */
final class Soundness {

	private Soundness() {
	}

	static void check(Manifests manifests) {
		manifests.workloads().forEach(PodSecurity::check);
		manifests.workloads().forEach(Soundness::checkResources);
		manifests.workloads().filter(Workload::serves).forEach(Soundness::checkProbes);
		checkServices(manifests);
		checkSecrets(manifests);
		checkEnd(manifests);
		assertThat(manifests.objects()).allSatisfy((object) -> assertThat(object.getMetadata().getLabels())
			.containsEntry("app.kubernetes.io/instance", "tollgate")
			.containsKeys("app.kubernetes.io/name", "app.kubernetes.io/component", "helm.sh/chart"));
	}

	private static void checkResources(Workload workload) {
		for (Container container : workload.spec().getContainers()) {
			assertThat(container.getResources().getRequests()).as(workload.name()).containsKeys("cpu", "memory");
			assertThat(container.getResources().getLimits()).as(workload.name()).containsKey("memory");
		}
	}

	private static void checkProbes(Workload workload) {
		Set<Object> ports = workload.container()
			.getPorts()
			.stream()
			.map(ContainerPort::getName)
			.collect(Collectors.toSet());
		for (Probe probe : List.of(workload.container().getStartupProbe(), workload.container().getLivenessProbe(),
				workload.container().getReadinessProbe())) {
			if (probe.getHttpGet() != null) {
				assertThat(ports).contains(probe.getHttpGet().getPort().getStrVal());
			}
			else {
				assertThat(probe.getExec().getCommand()).isNotEmpty();
			}
		}
	}

	/** Each service leads to a port of one set of pods, and each set has its service. */
	private static void checkServices(Manifests manifests) {
		manifests.all(Service.class).forEach((service) -> {
			List<Workload> behind = manifests.workloads()
				.filter((workload) -> workload.isSelectedBy(service.getSpec().getSelector()))
				.toList();
			assertThat(behind).as(service.getMetadata().getName()).hasSize(1);
			assertThat(behind.getFirst().container().getPorts()).extracting(ContainerPort::getName)
				.containsAll(
						service.getSpec().getPorts().stream().map((port) -> port.getTargetPort().getStrVal()).toList());
		});
		manifests.all(StatefulSet.class).forEach((set) -> {
			assertThat(manifests.one(Service.class, set.getSpec().getServiceName()).getSpec().getClusterIP())
				.isEqualTo("None");
			assertThat(manifests.workload(set.getMetadata().getName())
				.isSelectedBy(set.getSpec().getSelector().getMatchLabels())).isTrue();
		});
	}

	/** What is secret comes by reference, and what is referred to is there. */
	private static void checkSecrets(Manifests manifests) {
		Set<String> elsewhere = Set.of("gateway-admin/key", "providers/OPENAI_API_KEY", "providers/DEEPSEEK_API_KEY",
				"providers/GEMINI_API_KEY", "db/password", "redis/url", "backup/key");
		Set<String> there = new HashSet<>(elsewhere);
		manifests.all(Secret.class)
			.forEach((secret) -> secret.getData()
				.keySet()
				.forEach((key) -> there.add(secret.getMetadata().getName() + "/" + key)));
		assertThat(manifests.environment()
			.filter((variable) -> variable.getValueFrom() != null)
			.map((variable) -> variable.getValueFrom().getSecretKeyRef())
			.map((reference) -> reference.getName() + "/" + reference.getKey())).isNotEmpty().allMatch(there::contains);
		assertThat(manifests.environment().filter((variable) -> variable.getName().matches(".*(KEY|PASSWORD)")))
			.allMatch((variable) -> variable.getValueFrom() != null);
	}

	/** Nobody is killed before the last call has been told. */
	private static void checkEnd(Manifests manifests) {
		Workload gateway = manifests.gateway();
		Duration drain = drain(manifests);
		Duration phase = duration(manifests.setting("spring", "lifecycle", "timeout-per-shutdown-phase"));
		assertThat(phase).isGreaterThanOrEqualTo(drain.plusSeconds(2));
		List<String> preStop = gateway.container().getLifecycle().getPreStop().getExec().getCommand();
		assertThat(preStop.getFirst()).isEqualTo("sleep");
		Duration before = Duration.ofSeconds(Long.parseLong(preStop.getLast()));
		assertThat(before).isPositive();
		assertThat(Duration.ofSeconds(gateway.spec().getTerminationGracePeriodSeconds()))
			.isGreaterThan(before.plus(phase));
	}

	/** How long calls may go on after the gateway was told to end. */
	static Duration drain(Manifests manifests) {
		return duration(manifests.setting("tollgate", "server", "drain"));
	}

	private static Duration duration(@Nullable Object value) {
		return DurationStyle.detectAndParse(String.valueOf(value));
	}

}
