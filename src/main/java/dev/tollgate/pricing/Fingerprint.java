package dev.tollgate.pricing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

import org.springframework.core.io.Resource;

/**
 * Stands for what files hold, to see when they have changed.
 */
public final class Fingerprint {

	private static final int BUFFER = 8192;

	private Fingerprint() {
	}

	/**
	 * Reads files. Their times and sizes would not do: a ConfigMap's files are links that
	 * are swapped, and an edit may leave the size as it was. What is no file cannot
	 * change, and a file that cannot be read counts as empty.
	 * @param files the files in their order
	 * @return another text for other contents
	 */
	public static String of(Collection<? extends Resource> files) {
		MessageDigest digest = sha256();
		byte[] buffer = new byte[BUFFER];
		for (Resource file : files) {
			if (file.isFile()) {
				digest.update((byte) '/');
				addTo(digest, file, buffer);
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static void addTo(MessageDigest digest, Resource file, byte[] buffer) {
		try (InputStream content = file.getInputStream()) {
			for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
				digest.update(buffer, 0, read);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			digest.update((byte) '?');
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
