package dev.tollgate.keys;

/**
 * A key that was just made, with the key itself, which nobody will see again.
 *
 * @param key what is known of it
 * @param secret the key
 */
public record IssuedKey(ApiKey key, String secret) {

	@Override
	public String toString() {
		return "IssuedKey[" + this.key.id() + ", ***]";
	}

}
