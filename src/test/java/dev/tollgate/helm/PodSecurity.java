package dev.tollgate.helm;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tollgate.helm.Manifests.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kubernetes' Pod Security Standard "restricted", and what this chart asks for beyond it:
 * a file system that cannot be written, and no way to the cluster's API.
 */
final class PodSecurity {

	private static final Set<String> VOLUMES = Set.of("name", "configMap", "emptyDir", "secret", "projected",
			"persistentVolumeClaim", "csi", "downwardAPI", "ephemeral");

	private PodSecurity() {
	}

	static void check(Workload workload) {
		PodSpec spec = workload.spec();
		assertThat(spec.getHostNetwork()).isNotEqualTo(true);
		assertThat(spec.getHostPID()).isNotEqualTo(true);
		assertThat(spec.getHostIPC()).isNotEqualTo(true);
		assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
		assertThat(spec.getSecurityContext().getRunAsUser()).isPositive();
		assertThat(spec.getSecurityContext().getFsGroup()).isPositive();
		assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
		assertThat(spec.getSecurityContext().getSysctls()).isEmpty();
		assertThat(spec.getAutomountServiceAccountToken()).isFalse();
		assertThat(spec.getInitContainers()).isEmpty();
		spec.getVolumes().forEach(PodSecurity::check);
		spec.getContainers().forEach(PodSecurity::check);
	}

	private static void check(Container container) {
		SecurityContext security = container.getSecurityContext();
		assertThat(security.getAllowPrivilegeEscalation()).isFalse();
		assertThat(security.getPrivileged()).isNotEqualTo(true);
		assertThat(security.getReadOnlyRootFilesystem()).isTrue();
		assertThat(security.getCapabilities().getDrop()).isEqualTo(List.of("ALL"));
		assertThat(security.getCapabilities().getAdd()).isEmpty();
		assertThat(security.getProcMount()).isNull();
		assertThat(container.getPorts()).allMatch((port) -> port.getHostPort() == null);
	}

	private static void check(Volume volume) {
		Map<?, ?> members = new com.fasterxml.jackson.databind.ObjectMapper().convertValue(volume, Map.class);
		assertThat(members.keySet()).allMatch(VOLUMES::contains);
	}

}
