package io.tollgate.providerevents.usecase;

import io.tollgate.accounts.Accounts;
import io.tollgate.catalog.Catalogs;
import io.tollgate.jobs.Jobs;
import io.tollgate.jobs.usecase.FailureLog;
import io.tollgate.jobs.usecase.InFlight;
import io.tollgate.payments.Payments;
import io.tollgate.providerevents.EventReader;
import io.tollgate.providerevents.Inbox;
import io.tollgate.providerevents.InboxEvent;
import io.tollgate.refunds.Refunding;
import io.tollgate.tenancy.Projects;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Works the inbox off: finds out where events belong, then lets accounts decide, in parallel over accounts and one
/// event at a time within one.
public final class ProcessInbox {
    /// Short, as a process that was killed gives nothing back. Work that takes longer is done twice, with one
    /// effect.
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int UNROUTED_BATCH = 200;

    private final Inbox inbox;
    private final RouteEvents routing;
    private final TakeInEvent takingIn;
    private final InFlight lookups = new InFlight(8);
    private final InFlight decisions;

    /// @param atOnce how many accounts decide at the same time
    public ProcessInbox(
            Inbox inbox,
            EventReader reader,
            Projects projects,
            Catalogs catalogs,
            Accounts accounts,
            Jobs jobs,
            Payments payments,
            Refunding refunding,
            InstantSource clock,
            int atOnce,
            FailureLog failures) {
        this.inbox = inbox;
        this.routing = new RouteEvents(inbox, reader, projects, accounts, jobs, payments, clock, failures);
        this.takingIn =
                new TakeInEvent(inbox, reader, projects, catalogs, accounts, payments, refunding, clock, failures);
        this.decisions = new InFlight(atOnce);
    }

    /// @return how many events it has taken
    public int step() {
        return route() + decide();
    }

    /// Gives back what has not ended (shutdown).
    public void release() {
        inbox.release(lookups.unfinished());
        inbox.release(decisions.unfinished());
    }

    private int route() {
        // Each event may need a look-up at the provider.
        int free = lookups.free();
        List<InboxEvent> events = free > 0 ? inbox.claimUnrouted(UNROUTED_BATCH, LEASE) : List.of();
        if (!events.isEmpty()) {
            lookups.run(pieces(routing.route(events)), PATIENCE);
        }
        return events.size();
    }

    private static List<InFlight.Piece> pieces(List<RouteEvents.Lookup> lookups) {
        return lookups.stream()
                .map(lookup -> new InFlight.Piece(lookup.eventId(), lookup.work()))
                .toList();
    }

    private int decide() {
        int free = decisions.free();
        List<InboxEvent> events = free > 0 ? inbox.claim(free, LEASE) : List.of();
        decisions.run(
                events.stream()
                        .map(event -> new InFlight.Piece(event.id(), () -> takingIn.takeIn(event)))
                        .toList(),
                PATIENCE);
        return events.size();
    }
}
