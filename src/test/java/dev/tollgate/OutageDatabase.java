package dev.tollgate;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import dev.tollgate.testing.PostgresServer;
import dev.tollgate.testing.TcpProxy;
import org.awaitility.Awaitility;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A PostgreSQL server that a test may do anything to, with a network of its own in front
 * of it, and gateways behind that.
 */
final class OutageDatabase implements AutoCloseable {

	private static final int PORT = 5432;

	private final PostgreSQLContainer server = new PostgreSQLContainer(PostgresServer.IMAGE);

	private final TcpProxy network;

	private OutageDatabase() {
		this.server.start();
		this.network = new TcpProxy(this.server.getMappedPort(PORT));
	}

	/** Starts a server, or skips the tests where no Docker engine answers. */
	static OutageDatabase start() {
		PostgresServer.assumeDocker("outages of the database");
		return new OutageDatabase();
	}

	TcpProxy network() {
		return this.network;
	}

	/** Starts the gateway with the simulator behind it and this database beside it. */
	ConfigurableApplicationContext gateway(Path data, String... more) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--management.server.port=0",
				"--tollgate.admin-key=" + GatewayCaller.KEY, "--tollgate.data-dir=" + data, "--tollgate.simulator=on",
				"--tollgate.simulation.first-token=0ms", "--tollgate.simulation.between-events=0ms",
				"--tollgate.ledger.batch-interval=20ms",
				// what takes a minute in earnest takes seconds here
				"--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + this.network.port() + "/"
						+ this.server.getDatabaseName() + "?socketTimeout=2&connectTimeout=1",
				"--spring.datasource.username=" + this.server.getUsername(),
				"--spring.datasource.password=" + this.server.getPassword(),
				"--spring.datasource.hikari.connection-timeout=1000",
				"--spring.datasource.hikari.validation-timeout=1000"));
		arguments.addAll(List.of(more));
		return SpringApplication.run(TollgateApplication.class, arguments.toArray(String[]::new));
	}

	/** A connection that no network is in the way of. */
	Connection connect() throws SQLException {
		return DriverManager.getConnection(
				"jdbc:postgresql://127.0.0.1:" + port() + "/" + this.server.getDatabaseName(),
				this.server.getUsername(), this.server.getPassword());
	}

	void execute(String... statements) {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
		catch (SQLException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Whether a transaction has written and waits in vain for its client's next word. */
	boolean isLeftInTransaction() {
		// a client that is there says its next word sooner than that
		String left = "select count(*) from pg_stat_activity where application_name = 'tollgate' "
				+ "and state = 'idle in transaction' and backend_xid is not null "
				+ "and state_change < clock_timestamp() - interval '250 ms'";
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute("select pg_sleep(0.3)");
			ResultSet count = statement.executeQuery(left);
			count.next();
			return count.getInt(1) > 0;
		}
		catch (SQLException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Restarts the server; the port that Docker gives it may be another one. */
	void restart() {
		this.server.getDockerClient().restartContainerCmd(this.server.getContainerId()).exec();
		this.network.target(port());
		Awaitility.await().ignoreExceptions().until(() -> {
			connect().close();
			return true;
		});
	}

	private int port() {
		Ports ports = this.server.getDockerClient()
			.inspectContainerCmd(this.server.getContainerId())
			.exec()
			.getNetworkSettings()
			.getPorts();
		Ports.Binding[] bindings = ports.getBindings().get(ExposedPort.tcp(PORT));
		return Integer.parseInt(Objects.requireNonNull(bindings)[0].getHostPortSpec());
	}

	@Override
	public void close() {
		this.network.close();
		this.server.stop();
	}

}
