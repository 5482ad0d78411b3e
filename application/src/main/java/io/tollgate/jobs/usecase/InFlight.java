package io.tollgate.jobs.usecase;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Pieces of work on virtual threads of their own, so many at once, and some more waiting. One that takes long (the
/// provider is slow) keeps its place, but doesn't hold up the others.
public final class InFlight {
    /// Waiting pieces for each place: a claim of many costs no more than a claim of one.
    private static final int QUEUED = 4;

    private final int limit;
    private final Semaphore places;
    private final Set<String> unfinished = ConcurrentHashMap.newKeySet();

    /// @param limit how many run at once
    public InFlight(int limit) {
        this.limit = limit;
        this.places = new Semaphore(limit);
    }

    /// @param id for finding it among what is [#unfinished()]
    public record Piece(String id, Runnable work) {}

    /// How many more should be started; 0 or less: none.
    public int free() {
        return limit * QUEUED - unfinished.size();
    }

    public List<String> unfinished() {
        return List.copyOf(unfinished);
    }

    /// Starts all, and waits until they have ended, or for `patience`. Called by one thread at a time.
    public void run(Collection<Piece> pieces, Duration patience) {
        CountDownLatch ended = new CountDownLatch(pieces.size());
        List<Thread> threads = new ArrayList<>();
        for (Piece piece : pieces) {
            unfinished.add(piece.id());
            threads.add(Thread.ofVirtual().unstarted(() -> run(piece, ended)));
        }
        threads.forEach(Thread::start);
        try {
            boolean _ = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Piece piece, CountDownLatch ended) {
        places.acquireUninterruptibly();
        try {
            piece.work().run();
        } finally {
            places.release();
            unfinished.remove(piece.id());
            ended.countDown();
        }
    }
}
