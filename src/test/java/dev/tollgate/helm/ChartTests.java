package dev.tollgate.helm;

import java.nio.file.Path;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The Helm chart in several sets of values: sound, safe, and of one piece.
 */
class ChartTests {

	@TempDir
	private Path directory = Path.of("");

	@ParameterizedTest
	@ValueSource(strings = { "defaults", "single", "ephemeral", "production" })
	void everySetIsSound(String name) {
		Chart chart = Chart.named(this.directory, name);
		LintResult lint = chart.lint();
		assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
		Soundness.check(new Manifests(chart.render()));
	}

	/** Without this, the others would see nothing. */
	@ParameterizedTest
	@ValueSource(strings = { "{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {port: 1}}",
			"{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {ports: [{port: 1, target: 2}]}}",
			"{apiVersion: v1, kind: Service, metadata: {name: x}, metadata: {name: x}}",
			"{apiVersion: v2, kind: Service, metadata: {name: x}}" })
	void aMemberThatIsNotKnownIsSeen(String object) {
		assertThatThrownBy(() -> new Manifests(object)).isInstanceOfAny(AssertionError.class,
				DuplicateKeyException.class);
	}

	@Test
	void withoutAVolumeTheDirectoryIsThereAndTheNotesWarn() {
		Manifests manifests = Chart.rendered(this.directory, "ephemeral");
		assertThat(manifests.one(StatefulSet.class, "gate").getSpec().getVolumeClaimTemplates()).isEmpty();
		assertThat(manifests.gateway().spec().getVolumes()).extracting((volume) -> volume.getName()).contains("data");
		assertThat(Chart.named(this.directory, "ephemeral").notes()).contains("WITHOUT A VOLUME")
			.contains("secret gate-admin");
		assertThat(Chart.named(this.directory, "defaults").notes()).doesNotContain("WITHOUT A VOLUME")
			.contains("PostgreSQL is one pod");
		assertThat(Chart.named(this.directory, "production").notes()).contains("3 to 20 replicas")
			.doesNotContain("one pod", "simulator");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			replicaCount: 0                                             | replicaCount
			replicas: 2                                                 | replicas
			image: { tga: x }                                           | tga
			image: { pullPolicy: Sometimes }                            | pullPolicy
			simulator: yes                                              | simulator
			simulator: true                                             | simulator
			postgresql: { url: "jdbc:mysql://db/tollgate" }             | url
			postgresql: { url: "jdbc:postgresql://me:secret@db/x" }     | url
			postgresql: { url: "jdbc:postgresql://db/x" }               | postgresql.existingSecret
			postgresql: { enabled: false }                              | set replicaCount to 1
			redis: { url: "redis://:secret@cache" }                     | url
			redis: { url: "redis://cache", existingSecret: cache }      | set one of them
			persistence: { size: big }                                  | size
			shutdown: { drainSeconds: 60s }                             | drainSeconds
			shutdown: { preStopSeconds: 0 }                             | preStopSeconds
			config: { tollgate: { server: { drain: 5s } } }             | shutdown.drainSeconds
			configFiles: { application.yml: "" }                        | application.yml
			autoscaling: { enabled: true, minReplicas: 9, maxReplicas: 3 } | minReplicas
			ingress: { enabled: true }                                  | ingress.hosts
			httpRoute: { enabled: true }                                | httpRoute.parentRefs
			metrics: { serviceMonitor: { enabled: sometimes } }         | enabled
			resources: { request: { cpu: 1 } }                          | request
			networkPolicy: { egressPorts: [https] }                     | egressPorts
			""")
	void whatIsWrongIsRefusedByName(String values, String named) {
		Chart chart = new Chart(this.directory, values);
		assertThatIllegalStateException().isThrownBy(chart::render).withMessageContaining(named);
	}

}
