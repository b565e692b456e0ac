package dev.tollgate.gateway;

import java.time.Duration;
import java.util.List;

import dev.tollgate.chat.GatewayException;
import dev.tollgate.chat.GatewayException.RateLimited;
import dev.tollgate.chat.GatewayException.UpstreamFailed;
import dev.tollgate.provider.Admission;
import dev.tollgate.provider.Permit;
import dev.tollgate.provider.ProviderCredential;
import dev.tollgate.routing.Route;
import dev.tollgate.routing.Target;
import org.jspecify.annotations.Nullable;

/**
 * Who is called for a request, and who after which failure, when, and how often in all.
 * It asks for leave to call, but calls nobody.
 */
final class Succession {

	private final Route route;

	private final List<Target> targets;

	private final RetryPolicy policy;

	private final long deadline;

	/** How often each target was tried; null until one has failed. */
	private int @Nullable [] tries;

	private int choices;

	/**
	 * The succession of one request.
	 * @param route how many attempts it may take
	 * @param targets whom may be called, in the order in which they are to be tried
	 * @param policy which pauses there are
	 * @param deadline when the request has to be over by {@link System#nanoTime()}, or
	 * zero for any time
	 */
	Succession(Route route, List<Target> targets, RetryPolicy policy, long deadline) {
		this.route = route;
		this.targets = targets;
		this.policy = policy;
		this.deadline = deadline;
	}

	/**
	 * Who is called first.
	 * @throws GatewayException if nobody can be called
	 */
	Choice first() {
		Denials denials = new Denials();
		Choice first = admitted(denials, -1, 0);
		if (first == null) {
			first = waiting(denials);
		}
		if (first == null && denials.soonest() == null) {
			first = insisted();
		}
		if (first == null) {
			throw denials.failure();
		}
		return first;
	}

	/**
	 * Who is called after a failure.
	 * @param failed whose attempt has failed
	 * @param credential the key that it was made with, or null if it never was
	 * @param failure how it failed
	 * @param reaction what follows from that
	 * @return the next attempt, or null if there is none
	 */
	@Nullable Choice next(Choice failed, @Nullable ProviderCredential credential, GatewayException failure, Reaction reaction) {
		if (this.tries == null) {
			this.tries = new int[this.targets.size()];
		}
		this.tries[failed.index]++;
		if (reaction == Reaction.END || this.choices >= this.route.attempts()) {
			return null;
		}
		RetryBudget budget = this.policy.budget(this.route.name());
		long now = System.nanoTime();
		if (!budget.retry(now)) {
			return null;
		}
		Choice next = following(new Failed(failed, credential, failure), reaction);
		if (next == null) {
			budget.giveBack(now);
		}
		return next;
	}

	/** What was chosen after a failure is not made: it counts for nothing. */
	void giveBack() {
		this.policy.budget(this.route.name()).giveBack(System.nanoTime());
	}

	private @Nullable Choice following(Failed failed, Reaction reaction) {
		Denials denials = new Denials();
		return switch (reaction) {
			case END -> null;
			case LARGER_MODEL -> {
				Integer window = failed.target().contextWindow();
				yield (window != null) ? admitted(denials, failed.index(), window) : null;
			}
			case OTHER_KEY -> {
				Choice other = again(failed, 0, denials);
				other = (other != null) ? other : admitted(denials, failed.index(), 0);
				if (denials.soonest() == null) {
					// else the key's own rest says better when it is over
					denials.add(failed.index(), failed.failure);
				}
				yield (other != null) ? other : waiting(denials);
			}
			case ELSEWHERE_FIRST -> {
				Choice other = admitted(denials, failed.index(), 0);
				yield (other != null) ? other : onceMore(failed, denials);
			}
			case ELSEWHERE -> admitted(denials, failed.index(), 0);
		};
	}

	/** The first target that has not been tried and lets us in. */
	private @Nullable Choice admitted(Denials denials, int except, int largerThan) {
		for (int i = 0; i < this.targets.size(); i++) {
			Target target = this.targets.get(i);
			if (i == except || triesOf(i) > 0 || !hasWindow(target, largerThan)) {
				continue;
			}
			switch (target.admit()) {
				case Permit permit -> {
					return choice(i, permit, 0);
				}
				case Admission.Denial denial -> denials.add(i, denial.failure());
			}
		}
		return null;
	}

	private static boolean hasWindow(Target target, int largerThan) {
		Integer window = target.contextWindow();
		return largerThan == 0 || (window != null && window > largerThan);
	}

	/** A target that failed lately, for want of any other. */
	private @Nullable Choice insisted() {
		for (int i = 0; i < this.targets.size(); i++) {
			if (this.targets.get(i).insist() instanceof Permit permit) {
				return choice(i, permit, 0);
			}
		}
		return null;
	}

	/** The target that lets us in soonest, if it is worth the wait. */
	private @Nullable Choice waiting(Denials denials) {
		RateLimited limited = denials.soonest();
		if (limited == null) {
			return null;
		}
		long wait = this.policy.wait(limited.retryAfter(), this.choices + 1, left());
		return (wait >= 0) ? choice(denials.soonestTarget(), null, wait) : null;
	}

	private @Nullable Choice onceMore(Failed failed, Denials denials) {
		Duration asked = (failed.failure instanceof UpstreamFailed failing) ? failing.retryAfter() : null;
		long pause = this.policy.wait(asked, this.choices + 1, left());
		return (triesOf(failed.index()) < 2 && pause >= 0) ? again(failed, Math.max(1, pause), denials) : null;
	}

	/** How long the request may last yet in nanoseconds, or zero for any time. */
	private long left() {
		return (this.deadline != 0) ? Math.max(1, this.deadline - System.nanoTime()) : 0;
	}

	private int triesOf(int target) {
		return (this.tries != null) ? this.tries[target] : 0;
	}

	private @Nullable Choice again(Failed failed, long pause, Denials denials) {
		return switch (failed.target().admit()) {
			case Admission.Denial denial -> {
				denials.add(failed.index(), denial.failure());
				yield null;
			}
			case Permit permit when pause == 0 && permit.credential() != failed.credential ->
				choice(failed.index(), permit, 0);
			case Permit permit when pause == 0 -> {
				// the same key would say the same
				permit.release();
				yield null;
			}
			case Permit permit -> {
				// asked for again after the pause: nobody waits in a place that others
				// need
				permit.release();
				yield choice(failed.index(), null, pause);
			}
		};
	}

	private Choice choice(int index, @Nullable Permit permit, long delay) {
		this.choices++;
		return new Choice(index, this.targets.get(index), permit, delay);
	}

	/**
	 * An attempt to be made.
	 *
	 * @param index which of the targets it is
	 * @param target who is called
	 * @param permit the leave to do so, which the receiver ends; null if it is to be
	 * asked for after the pause
	 * @param delay how long the pause before it is, in nanoseconds; mostly zero
	 */
	record Choice(int index, Target target, @Nullable Permit permit, long delay) {
	}

	/** An attempt that was made in vain. */
	private record Failed(Choice choice, @Nullable ProviderCredential credential, GatewayException failure) {

		int index() {
			return this.choice.index;
		}

		Target target() {
			return this.choice.target;
		}

	}

}
