package io.tollgate.publishing.usecase;

import io.tollgate.publishing.EventPublisher;
import io.tollgate.publishing.Outbox;
import java.time.Duration;
import java.util.List;

/// Sends what was committed, in order per key. Any number of processes may run it: one leads, the others stand by.
public final class RelayOutbox {
    /// Short, so that a dead leader is replaced within seconds. One that outlives its lease is fenced by the
    /// broker.
    private static final Duration LEASE = Duration.ofSeconds(5);

    private static final int BATCH = 500;

    private final Outbox outbox;
    private final EventPublisher publisher;
    private final String holder;
    private boolean leads;

    /// @param holder names this process, no other
    public RelayOutbox(Outbox outbox, EventPublisher publisher, String holder) {
        this.outbox = outbox;
        this.publisher = publisher;
        this.holder = holder;
    }

    /// The broker is away: to be tried again after a pause. Nothing is lost.
    public static final class BrokerUnavailable extends RuntimeException {
        BrokerUnavailable() {
            super("the broker is unavailable; messages wait in the outbox");
        }
    }

    /// Called by one thread at a time.
    ///
    /// @return how many rows it has dealt with; 0 if there are none, or another process leads
    /// @throws BrokerUnavailable to be called again after a pause
    public int step() {
        if (!outbox.lead(holder, LEASE)) {
            leads = false;
            return 0;
        }
        takeOver();
        List<Outbox.Row> rows = outbox.unsent(BATCH);
        return rows.isEmpty() ? 0 : send(rows);
    }

    /// Lets another process lead at once (shutdown).
    public void resign() {
        leads = false;
        outbox.resign(holder);
    }

    private void takeOver() {
        if (!leads && !publisher.takeOver()) {
            throw new BrokerUnavailable();
        }
        leads = true;
    }

    private int send(List<Outbox.Row> rows) {
        return switch (publisher.publish(rows)) {
            case SENT -> sent(rows);
            case REFUSED -> rows.size() == 1 ? setAside(rows.getFirst()) : split(rows);
            case UNAVAILABLE -> throw new BrokerUnavailable();
            case FENCED -> {
                resign();
                yield 0;
            }
        };
    }

    private int sent(List<Outbox.Row> rows) {
        outbox.sent(rows.stream().map(Outbox.Row::id).toList());
        return rows.size();
    }

    private int setAside(Outbox.Row row) {
        outbox.setAside(row.id(), "refused by the broker");
        return 1;
    }

    /// The first half first: a key's rows stay in order. Once fenced, the second half is the next leader's.
    private int split(List<Outbox.Row> rows) {
        int half = rows.size() / 2;
        int first = send(rows.subList(0, half));
        return leads ? first + send(rows.subList(half, rows.size())) : first;
    }
}
