package dev.tollgate.provider;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BatchedFlushTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	@BeforeEach
	void setUp() {
		BatchedFlush.on(this.channel);
	}

	@AfterEach
	void releaseWhatWasWritten() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void aFlushWaitsForTheEndOfTheRound() {
		write("a");
		this.channel.pipeline().flush();
		assertThat(this.channel.outboundMessages()).isEmpty();
		this.channel.runPendingTasks();
		assertThat(this.channel.outboundMessages()).hasSize(1);
	}

	@Test
	void whatIsWrittenLaterInTheRoundLeavesWithIt() {
		write("a");
		this.channel.pipeline().flush();
		write("b");
		this.channel.pipeline().flush();
		this.channel.runPendingTasks();
		assertThat(this.channel.outboundMessages()).hasSize(2);
	}

	@Test
	void everyRoundFlushesAnew() {
		for (int round = 1; round <= 3; round++) {
			write("a");
			this.channel.pipeline().flush();
			this.channel.runPendingTasks();
			assertThat(this.channel.outboundMessages()).hasSize(round);
		}
	}

	@Test
	void whatWasFlushedLeavesBeforeTheChannelCloses() {
		write("last");
		this.channel.pipeline().flush();
		var _ = this.channel.pipeline().close();
		assertThat(this.channel.outboundMessages()).hasSize(1);
		assertThat(this.channel.isOpen()).isFalse();
	}

	private void write(String text) {
		ByteBuf buffer = Unpooled.copiedBuffer(text.getBytes(StandardCharsets.US_ASCII));
		var _ = this.channel.pipeline().write(buffer);
	}

}
