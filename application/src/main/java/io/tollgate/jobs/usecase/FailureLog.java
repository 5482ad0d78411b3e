package io.tollgate.jobs.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.jobs.Job;
import io.tollgate.jobs.Jobs;
import io.tollgate.providerevents.InboxEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Told of failures that a worker survives. Implemented by whoever logs.
@FunctionalInterface
public interface FailureLog {
    void failed(Work work, Throwable cause);

    /// What failed, by ids only: never a body, never a user.
    ///
    /// @param name a loop's, or the id of an event or job
    /// @param order the order that it is about
    /// @param event the provider's event, by our id
    record Work(
            String name,
            @Nullable String project,
            @Nullable String order,
            @Nullable String event) {
        public static Work loop(String name) {
            return new Work(name, null, null, null);
        }

        public static Work of(String name, AccountId account) {
            return new Work(name, account.project().value(), null, null);
        }

        public static Work of(InboxEvent event) {
            String project = Optional.ofNullable(event.account())
                    .map(account -> account.project().value())
                    .orElse(null);
            return new Work(event.id(), project, null, event.id());
        }

        public static Work of(Jobs.Claimed claimed) {
            Job job = claimed.job();
            String order =
                    switch (job) {
                        case Job.ResumeCheckout resume -> resume.order().value();
                        case Job.CloseOrder close -> close.order().value();
                        case Job.CheckTrial check -> check.order().value();
                        case Job.ExpireOrder expire -> expire.order().value();
                        case Job.ChangeSubscription change -> change.order().value();
                        case Job.SendRefund send -> send.order().value();
                        case Job.EndSubscription end -> end.order().value();
                        case Job.CancelRefunded cancel -> cancel.order().value();
                        case Job.FollowRefund follow -> follow.order().value();
                        case Job.MoveClock _, Job.UpdateCustomer _, Job.CloseSetup _ -> null;
                    };
            return new Work(claimed.id(), job.account().project().value(), order, null);
        }
    }
}
