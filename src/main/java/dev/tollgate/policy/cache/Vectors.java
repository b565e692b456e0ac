package dev.tollgate.policy.cache;

import org.jspecify.annotations.Nullable;

/**
 * Arithmetic with embeddings.
 */
final class Vectors {

	private Vectors() {
	}

	/**
	 * The vector of length one that points where another does.
	 * @param vector the other
	 * @return the vector, or null if the other points nowhere
	 */
	static float @Nullable [] unit(float[] vector) {
		double squares = 0;
		for (float component : vector) {
			squares += (double) component * component;
		}
		double length = Math.sqrt(squares);
		if (!(length > 0) || Double.isInfinite(length)) {
			return null;
		}
		float[] unit = new float[vector.length];
		for (int i = 0; i < unit.length; i++) {
			unit[i] = (float) (vector[i] / length);
		}
		return unit;
	}

	/** With four sums, so that an addition need not wait for the one before. */
	static double dot(float[] one, float[] other) {
		float first = 0;
		float second = 0;
		float third = 0;
		float fourth = 0;
		int i = 0;
		for (; i + 3 < one.length; i += 4) {
			first += one[i] * other[i];
			second += one[i + 1] * other[i + 1];
			third += one[i + 2] * other[i + 2];
			fourth += one[i + 3] * other[i + 3];
		}
		for (; i < one.length; i++) {
			first += one[i] * other[i];
		}
		return (double) first + second + third + fourth;
	}

}
