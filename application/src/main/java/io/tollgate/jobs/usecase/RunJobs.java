package io.tollgate.jobs.usecase;

import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Living;
import io.tollgate.accounts.TestClock;
import io.tollgate.accounts.Touching;
import io.tollgate.accounts.usecase.CloseSetup;
import io.tollgate.accounts.usecase.UpdateCustomer;
import io.tollgate.audit.Cause;
import io.tollgate.jobs.Job;
import io.tollgate.jobs.Jobs;
import io.tollgate.orders.usecase.CloseOrder;
import io.tollgate.orders.usecase.ExpireOrder;
import io.tollgate.orders.usecase.ResumeCheckout;
import io.tollgate.refunds.usecase.CancelRefunded;
import io.tollgate.refunds.usecase.FollowRefund;
import io.tollgate.refunds.usecase.SendRefund;
import io.tollgate.subscriptions.usecase.CheckTrial;
import io.tollgate.subscriptions.usecase.EndSubscription;
import io.tollgate.subscriptions.usecase.FinishChange;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Does what jobs ask for, each until it is done.
public final class RunJobs {
    private static final int AT_ONCE = 16;
    /// Short, as a process that was killed gives nothing back. Work that takes longer is done twice, with one
    /// effect.
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Jobs jobs;
    private final Projects projects;
    private final Accounts accounts;
    private final ResumeCheckout resumeCheckout;
    private final CloseOrder closeOrder;
    private final ExpireOrder expireOrder;
    private final CloseSetup closeSetup;
    private final CheckTrial checkTrial;
    private final FinishChange finishChange;
    private final UpdateCustomer updateCustomer;
    private final SendRefund sendRefund;
    private final FollowRefund followRefund;
    private final CancelRefunded cancelRefunded;
    private final EndSubscription endSubscription;
    private final InstantSource clock;
    private final FailureLog failures;
    private final InFlight inFlight = new InFlight(AT_ONCE);
    private final Map<String, Jobs.Claimed> unfinished = new ConcurrentHashMap<>();

    public RunJobs(
            Jobs jobs,
            Projects projects,
            Accounts accounts,
            ResumeCheckout resumeCheckout,
            CloseOrder closeOrder,
            ExpireOrder expireOrder,
            CloseSetup closeSetup,
            CheckTrial checkTrial,
            FinishChange finishChange,
            UpdateCustomer updateCustomer,
            SendRefund sendRefund,
            FollowRefund followRefund,
            CancelRefunded cancelRefunded,
            EndSubscription endSubscription,
            InstantSource clock,
            FailureLog failures) {
        this.jobs = jobs;
        this.projects = projects;
        this.accounts = accounts;
        this.resumeCheckout = resumeCheckout;
        this.closeOrder = closeOrder;
        this.expireOrder = expireOrder;
        this.closeSetup = closeSetup;
        this.checkTrial = checkTrial;
        this.finishChange = finishChange;
        this.updateCustomer = updateCustomer;
        this.sendRefund = sendRefund;
        this.followRefund = followRefund;
        this.cancelRefunded = cancelRefunded;
        this.endSubscription = endSubscription;
        this.clock = clock;
        this.failures = failures;
    }

    /// @return how many jobs it has taken; 0 too while all hands are busy
    public int step() {
        List<Jobs.Claimed> claimed = inFlight.free() > 0 ? jobs.claim(inFlight.free(), LEASE) : List.of();
        claimed.forEach(job -> unfinished.put(job.id(), job));
        inFlight.run(
                claimed.stream()
                        .map(job -> new InFlight.Piece(job.id(), () -> run(job)))
                        .toList(),
                PATIENCE);
        return claimed.size();
    }

    /// Gives back what has not ended (shutdown).
    public void release() {
        jobs.release(List.copyOf(unfinished.values()));
    }

    private void run(Jobs.Claimed claimed) {
        try {
            if (isDone(claimed.job())) {
                jobs.done(claimed);
            } else {
                jobs.retry(claimed, "provider_unavailable");
            }
        } catch (RuntimeException e) {
            failures.failed(FailureLog.Work.of(claimed), e);
            retry(claimed, e);
        } finally {
            unfinished.remove(claimed.id());
        }
    }

    private void retry(Jobs.Claimed claimed, RuntimeException cause) {
        try {
            jobs.retry(claimed, cause.getClass().getName());
        } catch (RuntimeException e) {
            // Nothing is lost: it comes again when its lease is over.
            failures.failed(FailureLog.Work.of(claimed), e);
        }
    }

    private boolean isDone(Job job) {
        return switch (job) {
            case Job.ResumeCheckout resume -> resumeCheckout.resume(resume.account(), resume.order());
            case Job.CloseOrder close -> closeOrder.close(close.account(), close.order());
            case Job.ExpireOrder expire -> {
                expireOrder.expire(expire.account(), expire.order());
                yield true;
            }
            case Job.CloseSetup close -> closeSetup.close(close.account(), close.operation());
            case Job.CheckTrial check -> checkTrial.check(check.account(), check.order());
            case Job.ChangeSubscription change -> finishChange.finish(change.account(), change.order());
            case Job.SendRefund send -> sendRefund.send(send.account(), send.order(), send.refund());
            case Job.EndSubscription end -> endSubscription.end(end.account(), end.order());
            case Job.CancelRefunded cancel -> cancelRefunded.cancel(cancel.account(), cancel.order(), cancel.refund());
            case Job.FollowRefund follow -> followRefund.follow(follow);
            case Job.UpdateCustomer update -> updateCustomer.update(update.account());
            case Job.MoveClock move -> move(move);
        };
    }

    private boolean move(Job.MoveClock move) {
        Project project = projects.find(move.account().project()).orElseThrow();
        Circumstances given = new Circumstances(clock.instant(), project.settings());
        TestClock to = new TestClock(move.testClock(), move.frozenTime());
        accounts.decide(
                move.account(),
                Touching.NOTHING,
                Cause.system("test-clock:" + move.testClock()),
                account -> Living.move(account, to, given));
        return true;
    }
}
