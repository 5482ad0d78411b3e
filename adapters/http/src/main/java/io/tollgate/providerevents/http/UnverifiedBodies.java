package io.tollgate.providerevents.http;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The memory that strangers may fill: who finds no room waits for it, and is never refused for it. Small bodies
/// are
/// let in before large ones, so that a flood of large forgeries delays the provider's events, which are small,
/// least.
final class UnverifiedBodies {
    private static final Comparator<Seat> SMALLEST_FIRST =
            Comparator.<Seat>comparingLong(seat -> seat.bytes).thenComparingLong(seat -> seat.number);

    private final AtomicLong numbers = new AtomicLong();
    private final PriorityQueue<Seat> waiting = new PriorityQueue<>(SMALLEST_FIRST);
    private long free;

    UnverifiedBodies(long bytes) {
        this.free = bytes;
    }

    /// One body's place.
    final class Seat {
        private final long bytes;
        private final Runnable taken;
        private final long number = numbers.incrementAndGet();
        private State state = State.WAITING;

        private Seat(long bytes, Runnable taken) {
            this.bytes = bytes;
            this.taken = taken;
        }

        /// Takes the place, or waits for it.
        ///
        /// @return whether it was there at once; what was to be run is not run then
        boolean take() {
            synchronized (UnverifiedBodies.this) {
                if (waiting.isEmpty() && bytes <= free) {
                    free -= bytes;
                    state = State.TAKEN;
                    return true;
                }
                waiting.add(this);
            }
            letIn();
            return false;
        }

        /// Gives the place back, or waits no longer. Done again, it does nothing.
        void leave() {
            synchronized (UnverifiedBodies.this) {
                if (state == State.TAKEN) {
                    free += bytes;
                } else {
                    waiting.remove(this);
                }
                state = State.LEFT;
            }
            letIn();
        }
    }

    private enum State {
        WAITING,
        TAKEN,
        LEFT
    }

    /// @param bytes as many as it may become
    /// @param taken run once, by whoever makes room
    Seat seat(long bytes, Runnable taken) {
        return new Seat(bytes, taken);
    }

    synchronized int waiting() {
        return waiting.size();
    }

    private void letIn() {
        for (Seat next = next(); next != null; next = next()) {
            next.taken.run();
        }
    }

    private synchronized @Nullable Seat next() {
        Seat smallest = waiting.peek();
        if (smallest == null || smallest.bytes > free) {
            return null;
        }
        waiting.remove();
        free -= smallest.bytes;
        smallest.state = State.TAKEN;
        return smallest;
    }
}
