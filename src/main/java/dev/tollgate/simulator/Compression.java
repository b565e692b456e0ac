package dev.tollgate.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

import reactor.core.publisher.Flux;

/**
 * Compresses one answer with gzip, so that each of its parts can be read when it comes.
 */
final class Compression {

	private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();

	private final GZIPOutputStream gzip;

	Compression() {
		try {
			this.gzip = new GZIPOutputStream(this.compressed, 512, true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Flux<byte[]> of(Flux<byte[]> parts) {
		return parts.map(this::part).concatWith(Flux.defer(() -> Flux.just(end())));
	}

	private byte[] part(byte[] part) {
		try {
			this.gzip.write(part);
			this.gzip.flush();
			return taken();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private byte[] end() {
		try {
			this.gzip.close();
			return taken();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private byte[] taken() {
		byte[] taken = this.compressed.toByteArray();
		this.compressed.reset();
		return taken;
	}

}
