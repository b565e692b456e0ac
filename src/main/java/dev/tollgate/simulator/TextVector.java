package dev.tollgate.simulator;

import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes vectors of texts that are near each other where the texts share words or parts of
 * words: each word and each three letters of one have a direction of their own, drawn
 * from their hash, and a text points where all of its words do together. The same text
 * has the same vector for ever, and a shorter vector is the beginning of the longer one
 * but for its scale.
 */
final class TextVector {

	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

	private static final int LETTERS = 3;

	/** What a whole word counts for, compared with three letters of one. */
	private static final double WHOLE_WORD = 2;

	/** Words that short say little: they are in every text. */
	private static final int SHORT_WORD = 3;

	private static final double SHORT = 0.3;

	private TextVector() {
	}

	/**
	 * Makes a vector.
	 * @param text the text
	 * @param dimensions how many numbers it has
	 * @return a vector of length 1
	 */
	static float[] of(String text, int dimensions) {
		double[] sum = new double[dimensions];
		features(text).forEach((feature, weight) -> add(seed(feature), weight, sum));
		double square = 0;
		for (double component : sum) {
			square += component * component;
		}
		double length = Math.sqrt(square);
		float[] vector = new float[dimensions];
		for (int i = 0; i < dimensions; i++) {
			// opposite words may cancel each other out in a very short vector
			vector[i] = (length > 0) ? (float) (sum[i] / length) : (float) (1 / Math.sqrt(dimensions));
		}
		return vector;
	}

	private static Map<String, Double> features(String text) {
		Map<String, Double> features = new LinkedHashMap<>();
		String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
		Matcher words = WORD.matcher(plain);
		while (words.find()) {
			String word = words.group();
			double weight = (word.length() <= SHORT_WORD) ? SHORT : 1;
			features.merge(word, WHOLE_WORD * weight, Double::sum);
			String bounded = "^" + word + "$";
			for (int i = 0; i + LETTERS <= bounded.length(); i++) {
				features.merge(bounded.substring(i, i + LETTERS), weight, Double::sum);
			}
		}
		if (features.isEmpty()) {
			features.put(text, 1.0);
		}
		return features;
	}

	/** FNV-1a, which unlike a string's hash has 64 bits. */
	private static long seed(String feature) {
		long hash = 0xcbf29ce484222325L;
		for (int i = 0; i < feature.length(); i++) {
			hash = (hash ^ feature.charAt(i)) * 0x100000001b3L;
		}
		return hash;
	}

	private static void add(long seed, double weight, double[] sum) {
		for (int i = 0; i < sum.length; i += Long.SIZE) {
			long signs = mixed(seed + i);
			int end = Math.min(sum.length, i + Long.SIZE);
			for (int j = i; j < end; j++) {
				sum[j] += ((signs & 1) == 0) ? weight : -weight;
				signs >>>= 1;
			}
		}
	}

	/** SplitMix64's finish, so that neighbours have nothing in common. */
	private static long mixed(long value) {
		long bits = value * 0x9e3779b97f4a7c15L;
		bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
		bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
		return bits ^ (bits >>> 31);
	}

}
