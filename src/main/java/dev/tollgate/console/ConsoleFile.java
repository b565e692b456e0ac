package dev.tollgate.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import org.springframework.util.DigestUtils;

/**
 * A file of the page, ready to be sent.
 *
 * @param body its bytes
 * @param gzipped the same, compressed
 * @param type its media type
 * @param etag its entity tag; weak, because it is the same for both
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
record ConsoleFile(byte[] body, byte[] gzipped, String type, String etag) {

	static ConsoleFile of(String name, byte[] body) {
		return new ConsoleFile(body, gzip(body), type(name), "W/\"" + DigestUtils.md5DigestAsHex(body) + "\"");
	}

	private static byte[] gzip(byte[] body) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2);
		try (OutputStream gzip = new BestGzip(bytes)) {
			gzip.write(body);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static String type(String name) {
		return switch (name.substring(name.lastIndexOf('.') + 1)) {
			case "html" -> "text/html;charset=UTF-8";
			case "css" -> "text/css;charset=UTF-8";
			case "js" -> "text/javascript;charset=UTF-8";
			case "svg" -> "image/svg+xml";
			default ->
				throw new IllegalArgumentException("The console has a file of a kind that is not known: " + name);
		};
	}

	/** Compressed once and sent often. */
	private static final class BestGzip extends GZIPOutputStream {

		private BestGzip(OutputStream out) throws IOException {
			super(out);
			this.def.setLevel(Deflater.BEST_COMPRESSION);
		}

	}

}
