package dev.tollgate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;

/**
 * What was observed of calls while a test listened, each as often as it ended.
 */
final class ObservationRecorder implements ObservationHandler<Observation.Context> {

	/** The name under which Spring AI observes every call of a model. */
	static final String OPERATION = "gen_ai.client.operation";

	private final List<Observation.Context> begun = new CopyOnWriteArrayList<>();

	private final List<Observation.Context> ended = new CopyOnWriteArrayList<>();

	private volatile boolean listening;

	void listen() {
		this.begun.clear();
		this.ended.clear();
		this.listening = true;
	}

	void forget() {
		this.listening = false;
		this.begun.clear();
		this.ended.clear();
	}

	/**
	 * Asked once for every observation, so that others than those who listen pay nothing.
	 */
	@Override
	public boolean supportsContext(Observation.Context context) {
		return this.listening;
	}

	@Override
	public void onStart(Observation.Context context) {
		this.begun.add(context);
	}

	@Override
	public void onStop(Observation.Context context) {
		this.ended.add(context);
	}

	/** What has ended under a name, in the order of its ends. */
	List<Observation.Context> ended(String name) {
		return named(this.ended, name);
	}

	/** What has begun under a name. */
	List<Observation.Context> begun(String name) {
		return named(this.begun, name);
	}

	private static List<Observation.Context> named(List<Observation.Context> contexts, String name) {
		return contexts.stream().filter((context) -> name.equals(context.getName())).toList();
	}

	/** The only call of a model, which has begun and ended once. */
	<T extends Observation.Context> T call(Class<T> type) {
		List<Observation.Context> ended = ended(OPERATION);
		if (ended.size() != 1 || !begun(OPERATION).equals(ended)) {
			throw new AssertionError("Not one call but " + begun(OPERATION) + ", of which have ended " + ended);
		}
		return type.cast(ended.getFirst());
	}

}
