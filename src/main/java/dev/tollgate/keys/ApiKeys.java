package dev.tollgate.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The keys that open the gateway: for now the administrator's alone.
 */
@Component
public final class ApiKeys {

	private static final Caller ADMINISTRATOR = new Caller("admin", "none", true);

	/** Longer ones are refused unread. */
	private static final int MAX_LENGTH = 512;

	private final KeyHash administrator;

	private @Nullable String generated;

	ApiKeys(KeyProperties properties) {
		String given = properties.adminKey();
		this.administrator = (given != null && !given.isBlank()) ? KeyHash.of(given.trim())
				: kept(properties.dataDir().resolve("admin-key.sha256"));
	}

	private KeyHash kept(Path file) {
		try {
			if (Files.exists(file)) {
				return KeyHash.parse(Files.readString(file));
			}
			byte[] random = new byte[32];
			new SecureRandom().nextBytes(random);
			String key = "tg-" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
			KeyHash hash = KeyHash.of(key);
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.writeString(file, hash.toHex() + "\n");
			if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
			}
			this.generated = key;
			return hash;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The administrator's key could not be kept in the data directory", ex);
		}
	}

	/**
	 * Finds who calls.
	 * @param key the key that was shown
	 * @return the caller, or null if the key is not valid
	 */
	public @Nullable Caller authenticate(String key) {
		boolean valid = key.length() <= MAX_LENGTH && this.administrator.matches(KeyHash.of(key));
		return valid ? ADMINISTRATOR : null;
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
