package io.tollgate.bootstrap;

import io.tollgate.accounts.usecase.SweepAccounts;
import io.tollgate.jobs.Presence;
import io.tollgate.jobs.usecase.FailureLog;
import io.tollgate.jobs.usecase.RunJobs;
import io.tollgate.jobs.usecase.WorkLoop;
import io.tollgate.providerevents.usecase.ProcessInbox;
import io.tollgate.publishing.Outbox;
import io.tollgate.publishing.usecase.RelayOutbox;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// The loops that work off what was committed. Any number of replicas may run them.
@Singleton
class Workers {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration BEAT = Duration.ofSeconds(3);
    /// Some beats may be late or lost.
    private static final Duration PRESENT = Duration.ofSeconds(15);

    private final Instance<ProcessInbox> inbox;
    private final Instance<RunJobs> jobs;
    private final Instance<RelayOutbox> relay;
    private final Presence presence;
    private final FailureLog failures;
    private final WorkLoop inboxLoop;
    private final WorkLoop jobLoop;
    private final WorkLoop relayLoop;
    private final List<WorkLoop> loops;

    Workers(
            Instance<ProcessInbox> inbox,
            Instance<RunJobs> jobs,
            Instance<SweepAccounts> sweep,
            Instance<RelayOutbox> relay,
            QueueGauges gauges,
            Presence presence,
            Outbox outbox,
            FailureLog failures) {
        this.inbox = inbox;
        this.jobs = jobs;
        this.relay = relay;
        this.presence = presence;
        this.failures = failures;
        this.inboxLoop = new WorkLoop("inbox", () -> inbox.get().step(), Duration.ofMillis(500), failures);
        this.jobLoop = new WorkLoop("jobs", () -> jobs.get().step(), Duration.ofMillis(500), failures);
        this.relayLoop = new WorkLoop("relay", () -> relay.get().step(), Duration.ofSeconds(1), failures);
        WorkLoop sweeper = new WorkLoop("sweeper", () -> sweep.get().step(), Duration.ofSeconds(1), failures);
        WorkLoop depths = new WorkLoop("depths", gauges::refresh, Duration.ofSeconds(5), failures);
        WorkLoop beats = new WorkLoop("presence", this::beat, BEAT, failures);
        this.loops = List.of(inboxLoop, jobLoop, relayLoop, sweeper, depths, beats);
        outbox.onCommit(relayLoop::wake);
    }

    void start() {
        loops.forEach(WorkLoop::start);
    }

    void wakeInbox() {
        inboxLoop.wake();
        jobLoop.wake();
    }

    /// Tried again at the next beat, however often it has failed: who waits longer counts as gone when the database is
    /// back, and the others send this one's share to the provider, too.
    ///
    /// @return 0: the next is due after a pause
    private int beat() {
        try {
            presence.beat(PRESENT);
        } catch (RuntimeException e) {
            failures.failed(FailureLog.Work.loop("presence"), e);
        }
        return 0;
    }

    /// Finishes what is under way, and hands back the rest.
    void stop() {
        loops.parallelStream().forEach(loop -> loop.stop(DEADLINE));
        inbox.get().release();
        jobs.get().release();
        relay.get().resign();
        presence.leave();
    }
}
