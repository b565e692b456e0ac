package dev.tollgate.chat;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a call is for, as callers may say in {@code x-tollgate-task}.
 */
public enum Task {

	/** Writing or explaining code, and mathematics. */
	CODING,

	/** Cleaning and analysing data. */
	DATA_ANALYSIS,

	/** Talking. */
	CONVERSATION,

	/** Translating. */
	TRANSLATION,

	/** Stories and poems. */
	CREATIVE_WRITING,

	/** Questions that have one right answer. */
	FACTUAL;

	/**
	 * The name in the header and in configuration.
	 * @return for instance {@code data-analysis}
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Finds a task by its name.
	 * @param label the name
	 * @return the task, or null if there is none of that name
	 */
	public static @Nullable Task of(String label) {
		for (Task task : values()) {
			if (task.label().equals(label)) {
				return task;
			}
		}
		return null;
	}

}
