package dev.tollgate.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches arrays eight bytes at a time. Little-endian, so that the lowest mark that a
 * test leaves is that of the first byte, which borrows from higher ones cannot falsify.
 */
final class Words {

	static final long ONES = 0x0101010101010101L;

	static final long HIGH_BITS = 0x8080808080808080L;

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private Words() {
	}

	/** The first line feed or carriage return, or -1. */
	static int lineEnd(byte[] bytes, int from, int to) {
		int at = from;
		for (; at <= to - 8; at += 8) {
			long word = (long) LONG.get(bytes, at);
			long marks = zeros(word ^ (ONES * '\n')) | zeros(word ^ (ONES * '\r'));
			if (marks != 0) {
				return at + (Long.numberOfTrailingZeros(marks) >>> 3);
			}
		}
		for (; at < to; at++) {
			if (bytes[at] == '\n' || bytes[at] == '\r') {
				return at;
			}
		}
		return -1;
	}

	/** The first quote, backslash or control character, or the end. */
	static int specialInString(byte[] bytes, int from, int to) {
		int at = from;
		for (; at <= to - 8; at += 8) {
			long word = (long) LONG.get(bytes, at);
			long marks = zeros(word ^ (ONES * '"')) | zeros(word ^ (ONES * '\\'))
					| ((word - ONES * 0x20) & ~word & HIGH_BITS);
			if (marks != 0) {
				return at + (Long.numberOfTrailingZeros(marks) >>> 3);
			}
		}
		for (; at < to; at++) {
			byte next = bytes[at];
			if (next == '"' || next == '\\' || (next >= 0 && next < 0x20)) {
				return at;
			}
		}
		return to;
	}

	/** Marks the bytes that are zero. */
	private static long zeros(long word) {
		return (word - ONES) & ~word & HIGH_BITS;
	}

}
