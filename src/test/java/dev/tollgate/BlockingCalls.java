package dev.tollgate;

import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.core.scheduler.NonBlocking;

/**
 * The calls by which an event loop of the gateway waited, as BlockHound sees them: it has
 * each method of the JDK that can block a thread say so.
 */
final class BlockingCalls {

	private static final String FILES = "sun.nio.ch.UnixFileDispatcherImpl";

	private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

	private BlockingCalls() {
	}

	/** Begins to look, for the rest of this process's life. */
	static void watch() {
		BlockHound.builder()
			.loadIntegrations()
			// it knows of streams; channels to files are no better
			.markAsBlocking(FILES, "read0", "(Ljava/io/FileDescriptor;JI)I")
			.markAsBlocking(FILES, "pread0", "(Ljava/io/FileDescriptor;JIJ)I")
			.markAsBlocking(FILES, "write0", "(Ljava/io/FileDescriptor;JI)I")
			.markAsBlocking(FILES, "pwrite0", "(Ljava/io/FileDescriptor;JIJ)I")
			.markAsBlocking(FILES, "force0", "(Ljava/io/FileDescriptor;Z)I")
			// the simulator and the callers may wait as long as they like
			.nonBlockingThreadPredicate((standard) -> BlockingCalls::isOurs)
			.blockingMethodCallback(BlockingCalls::note)
			.install();
	}

	private static boolean isOurs(Thread thread) {
		return thread instanceof NonBlocking && thread.getName().startsWith("tollgate-");
	}

	private static void note(BlockingMethod method) {
		List<StackTraceElement> stack = Arrays.stream(Thread.currentThread().getStackTrace())
			.skip(4)
			.limit(40)
			.toList();
		if (!isForTheJournal(stack)) {
			StringBuilder text = new StringBuilder(method + " on " + Thread.currentThread().getName());
			stack.forEach((frame) -> text.append("\n\tat ").append(frame));
			SEEN.add(text.toString());
		}
	}

	/**
	 * The one wait that is meant: the event loops append to one journal, and its lock is
	 * held for the copy of a record to memory, never for the disk.
	 */
	private static boolean isForTheJournal(List<StackTraceElement> stack) {
		for (int i = 1; i < stack.size(); i++) {
			if (stack.get(i).getClassName().equals("dev.tollgate.ledger.Journal")) {
				return stack.get(i - 1).getClassName().equals("java.util.concurrent.locks.ReentrantLock");
			}
		}
		return false;
	}

	static Queue<String> seen() {
		return SEEN;
	}

}
