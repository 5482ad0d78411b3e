package io.tollgate.providerevents.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.jobs.Job;
import io.tollgate.jobs.Jobs;
import io.tollgate.jobs.usecase.FailureLog;
import io.tollgate.payments.ObjectRef;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.providerevents.EventReader;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.Inbox;
import io.tollgate.providerevents.Inbox.Settlement;
import io.tollgate.providerevents.InboxEvent;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out which account an event belongs to: by the provider's objects that we know, else by our metadata in it,
/// else by asking the provider. What belongs to nobody is parked, never dropped.
final class RouteEvents {
    private static final int PAGE = 500;

    private final Inbox inbox;
    private final EventReader reader;
    private final Projects projects;
    private final Accounts accounts;
    private final Jobs jobs;
    private final Payments payments;
    private final InstantSource clock;
    private final FailureLog failures;

    RouteEvents(
            Inbox inbox,
            EventReader reader,
            Projects projects,
            Accounts accounts,
            Jobs jobs,
            Payments payments,
            InstantSource clock,
            FailureLog failures) {
        this.inbox = inbox;
        this.reader = reader;
        this.projects = projects;
        this.accounts = accounts;
        this.jobs = jobs;
        this.payments = payments;
        this.clock = clock;
        this.failures = failures;
    }

    /// What can't be done at once, as the provider must be asked or many accounts gone through.
    record Lookup(String eventId, Runnable work) {}

    private record Routable(InboxEvent event, EventReader.Route route) {
        Place place() {
            return new Place(event.provider(), event.connectedAccount());
        }
    }

    /// Where the objects of an event are: the same id elsewhere is another object.
    private record Place(ProviderAccount provider, @Nullable String connectedAccount) {}

    /// Routes, parks or ignores all of `events`, but for those of which a look-up is answered.
    List<Lookup> route(List<InboxEvent> events) {
        List<Lookup> lookups = new ArrayList<>();
        List<Routable> routable = new ArrayList<>();
        for (InboxEvent event : events) {
            safely(event, () -> sort(event, reader.read(event), routable, lookups));
        }
        Map<Place, Map<String, AccountId>> owners = owners(routable);
        Map<String, AccountId> routed = new HashMap<>();
        for (Routable one : routable) {
            safely(one.event(), () -> route(one, owners, routed, lookups));
        }
        if (!routed.isEmpty()) {
            inbox.route(routed);
        }
        return lookups;
    }

    private void sort(InboxEvent event, Reading reading, List<Routable> routable, List<Lookup> lookups) {
        String connected = event.connectedAccount();
        if (connected != null) {
            routable.add(new Routable(event, ofConnected(connected, reading)));
            return;
        }
        switch (reading) {
            case Reading.Understood understood -> routable.add(new Routable(event, understood.route()));
            case Reading.NeedsLookup needs -> routable.add(new Routable(event, needs.route()));
            case Reading.ClockMoved moved -> lookups.add(lookup(event, () -> fanOut(event, moved)));
            case Reading.Unhandled unhandled -> inbox.settle(event.id(), Settlement.ignored(unhandled.reason()));
            case Reading.Unreadable unreadable -> inbox.settle(event.id(), Settlement.parked(unreadable.reason()));
        }
    }

    /// A connected account belongs to the user who sells by it. What it writes into its own objects' metadata is
    /// nothing to go by, and its objects are not ours to fetch.
    private static EventReader.Route ofConnected(String connectedAccount, Reading reading) {
        List<String> objects = new ArrayList<>();
        if (reading instanceof Reading.Understood understood) {
            objects.addAll(understood.route().objects());
        }
        objects.add(connectedAccount);
        return new EventReader.Route(objects, null, null);
    }

    private Map<Place, Map<String, AccountId>> owners(List<Routable> routable) {
        Map<Place, Set<String>> objects = new HashMap<>();
        for (Routable one : routable) {
            objects.computeIfAbsent(one.place(), _ -> new HashSet<>())
                    .addAll(one.route().objects());
        }
        Map<Place, Map<String, AccountId>> owners = new HashMap<>();
        objects.forEach(
                (place, ids) -> owners.put(place, inbox.owners(place.provider(), place.connectedAccount(), ids)));
        return owners;
    }

    private void route(
            Routable one,
            Map<Place, Map<String, AccountId>> owners,
            Map<String, AccountId> routed,
            List<Lookup> lookups) {
        InboxEvent event = one.event();
        Optional<AccountId> account = owner(one.route(), owners.getOrDefault(one.place(), Map.of()))
                .or(() -> trusted(event.provider(), one.route().metadata()));
        ObjectRef fetch = one.route().fetch();
        if (account.isPresent()) {
            routed.put(event.id(), account.get());
        } else if (fetch != null) {
            lookups.add(lookup(event, () -> identify(event, fetch)));
        } else {
            park(event);
        }
    }

    private static Optional<AccountId> owner(EventReader.Route route, Map<String, AccountId> owners) {
        return route.objects().stream()
                .flatMap(object -> Optional.ofNullable(owners.get(object)).stream())
                .findFirst();
    }

    /// Metadata is written by whoever holds the provider account's keys: it may name its own projects only.
    private Optional<AccountId> trusted(ProviderAccount provider, @Nullable AccountId named) {
        return Optional.ofNullable(named).filter(account -> uses(account, provider));
    }

    private boolean uses(AccountId account, ProviderAccount provider) {
        return projects.find(account.project())
                .filter(project -> project.providerAccount().equals(provider.name()))
                .isPresent();
    }

    private void identify(InboxEvent event, ObjectRef object) {
        switch (payments.identify(event.provider(), object)) {
            case Outcome.Done<Optional<Payments.Identity>> done ->
                done.value()
                        .flatMap(identity -> account(event.provider(), identity))
                        .ifPresentOrElse(account -> inbox.route(Map.of(event.id(), account)), () -> park(event));
            case Outcome.Declined<Optional<Payments.Identity>> _ -> park(event);
            case Outcome.Unknown<Optional<Payments.Identity>> _ ->
                inbox.settle(event.id(), Settlement.retry("provider_unavailable"));
        }
    }

    private Optional<AccountId> account(ProviderAccount provider, Payments.Identity identity) {
        String customer = identity.customer();
        Optional<AccountId> owner = customer == null
                ? Optional.empty()
                : Optional.ofNullable(
                        inbox.owners(provider, null, Set.of(customer)).get(customer));
        return owner.or(() -> trusted(provider, identity.account()));
    }

    private void park(InboxEvent event) {
        inbox.settle(
                event.id(), Settlement.parked(event.connectedAccount() == null ? "no_project" : "unknown_account"));
    }

    /// One job for each account on the clock. Told again, the jobs are the same.
    private void fanOut(InboxEvent event, Reading.ClockMoved moved) {
        if (!moved.ready()) {
            // Its accounts move when it has arrived, after the events of the way.
            inbox.settle(event.id(), Settlement.ignored("clock_advancing"));
            return;
        }
        AccountId after = null;
        List<AccountId> page;
        do {
            page = accounts.onClock(moved.testClock(), after, PAGE);
            after = page.isEmpty() ? after : page.getLast();
            jobs.schedule(moves(event, moved, page), clock.instant());
        } while (page.size() == PAGE);
        inbox.settle(event.id(), Settlement.processed());
    }

    private List<Job.MoveClock> moves(InboxEvent event, Reading.ClockMoved moved, List<AccountId> page) {
        return page.stream()
                .filter(account -> uses(account, event.provider()))
                .map(account -> new Job.MoveClock(account, moved.testClock(), moved.frozenTime()))
                .toList();
    }

    private Lookup lookup(InboxEvent event, Runnable work) {
        return new Lookup(event.id(), () -> safely(event, work));
    }

    private void safely(InboxEvent event, Runnable work) {
        SafeSettling.run(inbox, event, failures, work);
    }
}
