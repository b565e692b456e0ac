package dev.tollgate.pricing;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/**
 * The files of a price list, to be read again and again.
 */
final class PriceFiles {

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

	/** Stands for what the files hold now. */
	String fingerprint() {
		return Fingerprint.of(this.files);
	}

}
