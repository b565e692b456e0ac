package dev.tollgate.gateway;

import java.util.List;
import java.util.concurrent.Executor;

import dev.tollgate.chat.Answer;
import dev.tollgate.chat.ChatRequest;
import dev.tollgate.chat.GatewayException.Unavailable;
import dev.tollgate.chat.Outcome;
import dev.tollgate.chat.Receipt;
import dev.tollgate.chat.TokenUsage;
import dev.tollgate.keys.Caller;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.Usd;
import dev.tollgate.wire.JsonBody;
import dev.tollgate.wire.JsonKind;
import dev.tollgate.wire.JsonMember;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A request on a route with policies, which may word it anew, call more than once, or
 * answer without a call. Whatever they do, it is one request with one cost.
 */
public final class PolicedRequest {

	private final Meter meter;

	private final RetryPolicy policy;

	private final Admittance admittance;

	private final RoutedRequest routed;

	private final Home home = Home.ofThisThread();

	private volatile @Nullable GatewayAnswer answer;

	private volatile @Nullable KeptCall kept;

	PolicedRequest(Meter meter, RetryPolicy policy, Admittance admittance, RoutedRequest routed) {
		this.meter = meter;
		this.policy = policy;
		this.admittance = admittance;
		this.routed = routed;
	}

	/**
	 * Who calls.
	 * @return the caller
	 */
	public Caller caller() {
		return this.routed.caller();
	}

	/**
	 * What serves it.
	 * @return the route's name
	 */
	public String route() {
		return this.routed.route().name();
	}

	/**
	 * What is done to it.
	 * @return the names of policies, one at least
	 */
	public List<String> policies() {
		return this.routed.route().policies();
	}

	/**
	 * What the caller sent.
	 * @return the request
	 */
	public ChatRequest request() {
		return this.routed.request();
	}

	/**
	 * Where the caller's connection is written.
	 * @return runs tasks on the request's own event loop
	 */
	public Scheduler scheduler() {
		return Schedulers.fromExecutor((Executor) this.home::execute);
	}

	/**
	 * Calls providers until one of them answers.
	 * @param body the body to send, which is released when the call is under way
	 * @param streamed whether the answer is to be streamed; usage is always asked for
	 * @return the answer, to be subscribed on any thread
	 */
	public Mono<GatewayAnswer> call(JsonBody body, boolean streamed) {
		ChatRequest asked = this.routed.request();
		ChatRequest worded = new ChatRequest(asked.protocol(), asked.operation(), asked.beta(), asked.model(), streamed,
				streamed, isGiven(body, "temperature"), asked.task(), asked.deadline(), body.textSize(), body);
		return Mono.using(() -> body,
				(sent) -> Mono.defer(() -> attempts(this.routed.with(worded)))
					.doOnNext(this::answered)
					.subscribeOn(scheduler()),
				JsonBody::release);
	}

	private Mono<GatewayAnswer> attempts(RoutedRequest worded) {
		return this.admittance.call(worded, (hold) -> new Attempts(this.meter, this.policy, worded, hold));
	}

	private void answered(GatewayAnswer answer) {
		this.answer = answer;
		this.kept = null;
	}

	private static boolean isGiven(JsonBody body, String name) {
		JsonMember member = body.member(name);
		return member != null && member.kind() != JsonKind.NULL;
	}

	/**
	 * Says in what headers the caller is to hear of an answer.
	 * @param answer the answer
	 * @return the answer with what is known of the call that it came from
	 */
	public GatewayAnswer described(Answer answer) {
		KeptCall kept = this.kept;
		if (kept != null) {
			return new GatewayAnswer(answer, kept.provider(), kept.model(), this.routed.account().attempts(),
					Price.STANDARD, List.of(), this.routed.account().limits());
		}
		GatewayAnswer called = this.answer;
		return (called != null) ? called.with(answer)
				: new GatewayAnswer(answer, "none", null, 0, Price.STANDARD, List.of(), this.routed.account().limits());
	}

	/**
	 * The receipt of an answer as a whole.
	 * @return what all calls together cost, nothing where there was none
	 */
	public Receipt receipt() {
		GatewayAnswer called = this.answer;
		Usd cost = (this.routed.account().attempts() > 0) ? this.routed.account().cost() : Usd.ZERO;
		boolean estimated = called != null && called.answer() instanceof Answer.Complete complete
				&& complete.receipt().estimated();
		return new Receipt(TokenUsage.NONE, (cost != null) ? cost.toPlainString() : null,
				(called != null) ? called.window() : Price.STANDARD, estimated);
	}

	/**
	 * What the calls have cost until now.
	 * @return the sum, or null where there was none or none has a price
	 */
	public @Nullable Usd cost() {
		return this.routed.account().cost();
	}

	/**
	 * The last call's answer, as far as headers say it.
	 * @return the answer, or null if there was no call yet
	 */
	public @Nullable GatewayAnswer lastAnswer() {
		return this.answer;
	}

	/**
	 * Takes note that an answer is given that an earlier call has paid for.
	 * @param kept the earlier call
	 * @throws Unavailable if the ledger has no room for it
	 */
	public void served(KeptCall kept) {
		this.meter.kept(this.routed, kept);
		this.kept = kept;
	}

	/**
	 * Counts what a policy did.
	 * @param policy its name
	 * @param decision what it did, in one word of few
	 */
	public void decided(String policy, String decision) {
		this.meter.metrics().decided(route(), policy, decision);
	}

	/**
	 * Ends the request, which is in the ledger then; to be called once.
	 * @param outcome how it ended, as far as its callers can tell
	 */
	public void close(Outcome outcome) {
		this.routed.account().close();
		if (this.routed.account().attemptsHeld() == 0) {
			this.meter.ended(this.routed, outcome);
		}
	}

	/**
	 * An earlier call whose answer is given again.
	 *
	 * @param provider the provider that answered
	 * @param model what it said it ran, or null
	 * @param cost what the call had cost, which is saved now, or null if it had no price
	 */
	public record KeptCall(String provider, @Nullable String model, @Nullable Usd cost) {
	}

}
