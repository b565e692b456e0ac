package dev.tollgate.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

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

	private void attempt(RequestAccount account, int number, boolean last) {
		assertThat(account.next()).isEqualTo(number);
		account.held();
		account.made();
		account.settle(last, (end) -> this.settled.add(number + (end ? " ends" : " goes on")));
	}

}
