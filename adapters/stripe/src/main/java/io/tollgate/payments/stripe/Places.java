package io.tollgate.payments.stripe;

import java.util.concurrent.Semaphore;

/// How many calls may be under way at once. A call finds a place at once or never: who would wait for one when
/// Stripe is slow is only held up by others who wait.
final class Places {
    private final int all;
    private final Semaphore free;
    private final Semaphore freeForBackground;

    Places(int all) {
        this.all = all;
        this.free = new Semaphore(all);
        this.freeForBackground = new Semaphore(Urgency.shareOfBackground(all));
    }

    boolean take(Urgency urgency) {
        if (urgency == Urgency.BACKGROUND && !freeForBackground.tryAcquire()) {
            return false;
        }
        if (free.tryAcquire()) {
            return true;
        }
        giveBackground(urgency);
        return false;
    }

    /// Exactly once after a [#take] that succeeded.
    void give(Urgency urgency) {
        free.release();
        giveBackground(urgency);
    }

    private void giveBackground(Urgency urgency) {
        if (urgency == Urgency.BACKGROUND) {
            freeForBackground.release();
        }
    }

    int taken() {
        return all - free.availablePermits();
    }
}
