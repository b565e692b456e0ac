package dev.tollgate.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.limits.Grant;
import dev.tollgate.limits.Grants;
import dev.tollgate.pricing.Usd;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RequestAccountTests {

	private final List<String> settled = new ArrayList<>();

	@Test
	void aRequestWithoutPoliciesSettlesAtOnce() {
		RequestAccount account = new RequestAccount(false);
		attempt(account, 1, false);
		attempt(account, 2, true);
		assertThat(this.settled).containsExactly("1 goes on", "2 ends");
	}

	@Test
	void theLastAttemptOfACallWaitsUntilItIsKnownToBeTheLast() {
		RequestAccount account = new RequestAccount(true);
		attempt(account, 1, true);
		assertThat(this.settled).isEmpty();
		account.close();
		assertThat(this.settled).containsExactly("1 ends");
	}

	@Test
	void theNextCallsHoldComesBeforeTheSettlement() {
		RequestAccount account = new RequestAccount(true);
		attempt(account, 1, true);
		assertThat(account.next()).isEqualTo(2);
		assertThat(this.settled).as("there may be no room to hold it").isEmpty();
		account.held();
		assertThat(this.settled).containsExactly("1 goes on");
	}

	@Test
	void aCallThatNobodyTakesLeavesTheOneBeforeItTheLast() {
		RequestAccount account = new RequestAccount(true);
		attempt(account, 1, true);
		assertThat(account.next()).isEqualTo(2);
		account.close();
		assertThat(this.settled).containsExactly("1 ends");
		assertThat(account.attemptsHeld()).isOne();
	}

	@Test
	void anAttemptThatIsUnderWayAtTheEndIsTheLast() {
		RequestAccount account = new RequestAccount(true);
		account.held();
		account.close();
		account.settle(true, (end) -> this.settled.add(end ? "ends" : "goes on"));
		assertThat(this.settled).containsExactly("ends");
	}

	@Test
	void nothingIsSpentOnARequestThatHasEnded() {
		RequestAccount account = new RequestAccount(true);
		account.close();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(account::next);
	}

	@Test
	void whatWasGrantedIsGivenBackWithTheLastAttemptBeforeTheLedgerHearsOfIt() {
		RequestAccount account = new RequestAccount(false);
		account.granted(grant());
		attempt(account, 1, false);
		assertThat(this.settled).containsExactly("1 goes on");
		account.spent(null, TokenUsage.text(3, 4));
		attempt(account, 2, true);
		assertThat(this.settled).containsExactly("1 goes on", "gives back after 7 tokens", "2 ends");
		account.over();
		assertThat(this.settled).hasSize(3);
	}

	@Test
	void aRequestWithoutAnyAttemptGivesBackToo() {
		RequestAccount account = new RequestAccount(false);
		account.granted(grant());
		account.over();
		assertThat(this.settled).containsExactly("gives back after 0 tokens");
	}

	@Test
	void whatSeveralCallsShareIsGivenBackWhenNoneOfThemRuns() {
		RequestAccount account = new RequestAccount(true);
		account.granted(grant());
		attempt(account, 1, true);
		account.over();
		account.held();
		assertThat(this.settled).containsExactly("1 goes on");
		account.close();
		assertThat(this.settled).as("an attempt is under way").hasSize(1);
		account.settle(true, (end) -> this.settled.add(end ? "2 ends" : "2 goes on"));
		assertThat(this.settled).containsExactly("1 goes on", "gives back after 0 tokens", "2 ends");
	}

	@Test
	void aRequestThatIsAnsweredWithoutACallGivesBackAtItsEnd() {
		RequestAccount account = new RequestAccount(true);
		account.granted(grant());
		account.close();
		assertThat(this.settled).containsExactly("gives back after 0 tokens");
	}

	private Grant grant() {
		return Grants.of(Usd.ZERO, (spent, tokens) -> this.settled.add("gives back after " + tokens + " tokens"));
	}

	private void attempt(RequestAccount account, int number, boolean last) {
		assertThat(account.next()).isEqualTo(number);
		account.held();
		account.made();
		account.settle(last, (end) -> this.settled.add(number + (end ? " ends" : " goes on")));
	}

}
