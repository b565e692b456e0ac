package dev.tollgate.wire;

/**
 * Where a member of the outermost object of a body lies; offsets are in bytes from the
 * body's start.
 *
 * @param name the member's name
 * @param kind the kind of its value
 * @param keyStart the offset of the name's opening quote
 * @param start the offset of the value's first byte
 * @param end the offset after the value's last byte
 */
public record JsonMember(String name, JsonKind kind, int keyStart, int start, int end) {
}
