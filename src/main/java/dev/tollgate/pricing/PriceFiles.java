package dev.tollgate.pricing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * The files of a price list, to be read again and again.
 */
final class PriceFiles {

	private static final int BUFFER = 8192;

	private final List<Resource> files;

	PriceFiles(List<? extends Resource> files) {
		this.files = List.copyOf(files);
	}

	PriceList load() {
		return PriceList.load(this.files);
	}

	/** The files as configuration would name them. */
	List<String> names() {
		return this.files.stream().map(PriceFiles::name).toList();
	}

	private static String name(Resource file) {
		if (file instanceof ClassPathResource inside) {
			return "classpath:" + inside.getPath();
		}
		try {
			URI uri = file.getURI();
			// the rest of an address may hold a password
			return (uri.getUserInfo() == null && uri.getQuery() == null) ? uri.toString() : uri.getScheme() + ":…";
		}
		catch (IOException ex) {
			return file.getDescription();
		}
	}

	/**
	 * Stands for what the files hold now. Their times and sizes would not do: a
	 * ConfigMap's files are links that are swapped, and an edit may leave the size as it
	 * was. What is no file cannot change, and a file that cannot be read counts as empty.
	 */
	String fingerprint() {
		MessageDigest digest = sha256();
		byte[] buffer = new byte[BUFFER];
		for (Resource file : this.files) {
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
