package dev.tollgate.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.tollgate.chat.GatewayException.Unauthenticated;
import dev.tollgate.chat.GatewayException.Unavailable;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The keys that open the gateway: the administrator's, and those that administrators make
 * for others.
 */
@Component
public final class ApiKeys {

	private static final Caller ADMINISTRATOR = new Caller(ApiKey.ADMINISTRATOR, Team.NONE, true);

	/** Longer ones are refused unread. */
	private static final int MAX_LENGTH = 512;

	private final KeyHash administrator;

	private final Keyring keyring;

	private final KeyWatch watch;

	private final Clock clock;

	private @Nullable String generated;

	ApiKeys(KeyProperties properties, Keyring keyring, KeyWatch watch, Clock clock) {
		this.keyring = keyring;
		this.watch = watch;
		this.clock = clock;
		String given = properties.adminKey();
		this.administrator = (given != null && !given.isBlank()) ? KeyHash.of(given.trim())
				: kept(properties.dataDir().resolve("admin-key.sha256"));
	}

	private KeyHash kept(Path file) {
		try {
			if (Files.exists(file)) {
				return KeyHash.parse(Files.readString(file));
			}
			KeySecret key = KeySecret.random();
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.writeString(file, key.hash().toHex() + "\n");
			if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
			}
			this.generated = key.text();
			return key.hash();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The administrator's key could not be kept in the data directory", ex);
		}
	}

	/**
	 * Finds who calls: a hash and a look into a map, whoever it is.
	 * @param key the key that was shown
	 * @return the caller
	 * @throws Unauthenticated if the key is not valid, or not any more
	 * @throws Unavailable if it may be one that could not be read yet
	 */
	public Caller authenticate(String key) {
		if (key.length() > MAX_LENGTH) {
			throw new Unauthenticated();
		}
		KeyHash hash = KeyHash.of(key);
		if (this.administrator.matches(hash)) {
			return ADMINISTRATOR;
		}
		Keyring.Entry entry = this.keyring.find(hash);
		if (entry != null) {
			return entry.holder(this.clock);
		}
		if (!this.watch.isCurrent()) {
			throw new Unavailable("The database of keys does not answer, and this key is not known",
					"keys_unavailable");
		}
		throw new Unauthenticated();
	}

	/**
	 * What is known of the key of a caller.
	 * @param caller the caller
	 * @return the key, or null for the administrator, for callers of this process, and
	 * for one that was revoked meanwhile
	 */
	public @Nullable ApiKey keyOf(Caller caller) {
		Keyring.Entry entry = caller.administrator() ? null : this.keyring.find(caller.key());
		return (entry != null) ? entry.key() : null;
	}

	/**
	 * A caller of this process, who shows no key: as the key of its name allows, if there
	 * is one, or else as its team does.
	 * @param name the name
	 * @param team the team where there is no such key
	 * @return the caller
	 * @throws Unauthenticated if the key of its name was revoked or has expired
	 */
	public Caller inProcess(String name, String team) {
		Keyring.Entry entry = this.keyring.find(name);
		if (entry != null) {
			return entry.holder(this.clock);
		}
		if (this.keyring.isRevoked(name)) {
			throw new Unauthenticated();
		}
		return new Caller(name, team, false, Keyring.allowance(this.keyring.team(team)));
	}

	/**
	 * The teams that there are.
	 * @return the teams, in no order
	 */
	public List<Team> teams() {
		return this.keyring.teams();
	}

	/**
	 * When the keys have been read for the first time, before which only the
	 * administrator's opens anything.
	 * @return completes then, on any thread
	 */
	public CompletableFuture<Void> loaded() {
		return this.watch.loaded();
	}

	/**
	 * Gives the administrator's key away once, at the start that generated it.
	 * @return the key, or null if it was given or generated before
	 */
	public @Nullable String takeGenerated() {
		String key = this.generated;
		this.generated = null;
		return key;
	}

}
