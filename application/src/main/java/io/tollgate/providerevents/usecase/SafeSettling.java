package io.tollgate.providerevents.usecase;

import io.tollgate.jobs.usecase.FailureLog;
import io.tollgate.providerevents.Inbox;
import io.tollgate.providerevents.Inbox.Settlement;
import io.tollgate.providerevents.InboxEvent;

/// An event that makes us stumble is tried again later, and holds up no other.
final class SafeSettling {
    private SafeSettling() {}

    static void run(Inbox inbox, InboxEvent event, FailureLog failures, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failures.failed(FailureLog.Work.of(event), e);
            retry(inbox, event, failures, e);
        }
    }

    /// Says the kind of failure only: its message might quote the body.
    private static void retry(Inbox inbox, InboxEvent event, FailureLog failures, RuntimeException cause) {
        try {
            inbox.settle(event.id(), Settlement.retry(cause.getClass().getName()));
        } catch (RuntimeException e) {
            // Nothing is lost: it comes again when its lease is over.
            failures.failed(FailureLog.Work.of(event), e);
        }
    }
}
