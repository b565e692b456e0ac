package dev.tollgate.ledger;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

import dev.tollgate.chat.RequestId;
import dev.tollgate.chat.RequestIdentity;
import dev.tollgate.chat.Tags;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EntryCodecTests {

	@Test
	void whatIsReadIsWhatWasWritten() {
		Random random = new Random(42);
		for (int i = 0; i < 10_000; i++) {
			LedgerEntry entry = Entries.random(random);
			assertThat(read(written(entry))).isEqualTo(entry);
		}
	}

	@Test
	void theRoomForASettlementIsEnoughForTheLargest() {
		LedgerEntry reserved = Entries.reserved(Entries.request(Entries.START), 1);
		Random random = new Random(7);
		for (int i = 0; i < 10_000; i++) {
			LedgerEntry other = Entries.random(random);
			Settlement settlement = other.settlement();
			if (settlement != null) {
				Settlement wordy = new Settlement(settlement.endedAt(), settlement.endedAt(), settlement.outcome(),
						settlement.status(), "m".repeat(5000), "t".repeat(5000), settlement.usage(),
						settlement.source(), settlement.charge(), true);
				int more = written(reserved.settled(State.SETTLED, wordy)).remaining() - written(reserved).remaining();
				assertThat(more).isLessThan(EntryCodec.MAX_SETTLEMENT);
			}
		}
	}

	@Test
	void textsThatAreTooLongAreCutBetweenCharacters() {
		String model = "模".repeat(2000);
		RequestFacts request = new RequestFacts(
				new RequestIdentity(new RequestId(UUID.randomUUID()), "é".repeat(1000), Tags.NONE), "k", "t", "r",
				model, false, Instant.EPOCH);
		LedgerEntry read = read(written(Entries.reserved(request, 1)));
		assertThat(read.request().requestedModel()).isEqualTo(model.substring(0, 682));
		assertThat(read.request().identity().clientRequestId()).isEqualTo("é".repeat(128));
	}

	@Test
	void theFirstBytesTellASettlement() {
		LedgerEntry reserved = Entries.reserved(Entries.request(Entries.START), 1);
		assertThat(EntryCodec.isSettled(written(reserved))).isFalse();
		assertThat(EntryCodec.isSettled(written(Entries.settled(reserved, true)))).isTrue();
	}

	private static ByteBuffer written(LedgerEntry entry) {
		ByteBuffer buffer = ByteBuffer.allocate(EntryCodec.MAX_BYTES);
		EntryCodec.write(entry, buffer);
		return buffer.flip();
	}

	private static LedgerEntry read(ByteBuffer bytes) {
		LedgerEntry entry = EntryCodec.read(bytes);
		assertThat(bytes.hasRemaining()).isFalse();
		return entry;
	}

}
