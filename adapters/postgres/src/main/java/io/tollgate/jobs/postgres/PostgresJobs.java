package io.tollgate.jobs.postgres;

import static java.util.Map.entry;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.accounts.AccountId;
import io.tollgate.ids.Ids;
import io.tollgate.jobs.Job;
import io.tollgate.jobs.Jobs;
import io.tollgate.orders.OrderId;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.DurableWork;
import io.tollgate.postgres.Json;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.tollgate.refunds.RefundId;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Jobs on PostgreSQL.
@Singleton
public final class PostgresJobs implements Jobs {
    private static final String SCHEDULE = """
            insert into jobs (project_id, user_id, kind, subject, id, payload, due_at, created_at)
            values ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8)
            on conflict (project_id, user_id, kind, subject) do nothing""";

    private static final String SCHEDULE_IF_TOLD_OF = """
            insert into jobs (project_id, user_id, kind, subject, id, payload, due_at, created_at)
            select project_id, user_id, $3::text, $4::text, $5::text, $6::text::jsonb, $7::timestamptz, $7::timestamptz
            from profiles where project_id = $1 and user_id = $2
            on conflict (project_id, user_id, kind, subject) do nothing""";

    private static final String UNSCHEDULE =
            "delete from jobs where project_id = $1 and user_id = $2 and kind = $3 and subject = $4";

    /// How each kind is read. What only a later version has is left to its replicas, who run beside those of this one
    /// while they are replaced.
    private static final Map<String, BiFunction<AccountId, PayloadDocument, Job>> KINDS = Map.ofEntries(
            entry("resumeCheckout", (account, payload) -> new Job.ResumeCheckout(account, payload.toOrder())),
            entry("expirePage", (account, payload) -> new Job.CloseOrder(account, payload.toOrder())),
            entry("checkTrial", (account, payload) -> new Job.CheckTrial(account, payload.toOrder(), payload.asked())),
            entry("expireOrder", (account, payload) -> new Job.ExpireOrder(account, payload.toOrder())),
            entry("closeSetup", (account, payload) -> new Job.CloseSetup(account, payload.toAsked())),
            entry("updateCustomer", (account, payload) -> new Job.UpdateCustomer(account, payload.toAsked())),
            entry("changeSubscription", (account, payload) -> new Job.ChangeSubscription(account, payload.toOrder())),
            entry(
                    "sendRefund",
                    (account, payload) -> new Job.SendRefund(account, payload.toOrder(), payload.toRefund())),
            entry("endSubscription", (account, payload) -> new Job.EndSubscription(account, payload.toOrder())),
            entry(
                    "cancelRefunded",
                    (account, payload) -> new Job.CancelRefunded(account, payload.toOrder(), payload.toRefund())),
            entry(
                    "followRefund",
                    (account, payload) -> new Job.FollowRefund(
                            account, payload.toOrder(), payload.toRefund(), Objects.requireNonNull(payload.look()))),
            entry(
                    "moveClock",
                    (account, payload) -> new Job.MoveClock(
                            account,
                            Objects.requireNonNull(payload.testClock()),
                            Objects.requireNonNull(payload.frozenTime()))));

    private static final DurableWork WORK = new DurableWork("jobs", "project_id = $1 and id = $2", 2);

    static final String CLAIM = WORK.claim(
            "(project_id, user_id, kind, subject)", """
            select project_id, user_id, kind, subject from jobs
            where due_at <= $1 and kind = any($4)
            order by due_at, id
            limit $3
            for update skip locked""", "project_id, user_id, kind, id, payload::text, attempts");

    private static final String DONE = "delete from jobs where project_id = $1 and id = $2";

    private final Database database;
    private final Json json;
    private final Ids ids;
    private final InstantSource time;

    public PostgresJobs(Database database, Json json, Ids ids, InstantSource time) {
        this.database = database;
        this.json = json;
        this.ids = ids;
        this.time = time;
    }

    public static Statement schedule(Ids ids, Json json, Collection<? extends Job> jobs, Instant dueAt, Instant now) {
        List<Tuple> rows = jobs.stream()
                .map(job -> Tuple.from(List.of(
                        job.account().project().value(),
                        job.account().user().value(),
                        kind(job),
                        job.subject(),
                        ids.next("job"),
                        json.write(PayloadDocument.of(job)),
                        Times.stored(dueAt),
                        Times.stored(now))))
                .toList();
        return Statement.batch(SCHEDULE, rows);
    }

    /// See [io.tollgate.accounts.Effect.TellCustomer].
    public static Statement scheduleIfToldOf(Ids ids, Json json, Job job, Instant now) {
        return Statement.of(
                SCHEDULE_IF_TOLD_OF,
                job.account().project().value(),
                job.account().user().value(),
                kind(job),
                job.subject(),
                ids.next("job"),
                json.write(PayloadDocument.of(job)),
                Times.stored(now));
    }

    public static Statement unschedule(Job job) {
        return Statement.of(
                UNSCHEDULE,
                job.account().project().value(),
                job.account().user().value(),
                kind(job),
                job.subject());
    }

    private static String kind(Job job) {
        return switch (job) {
            case Job.ResumeCheckout _ -> "resumeCheckout";
            // Its name from when there were only pages, which replicas of the previous version know.
            case Job.CloseOrder _ -> "expirePage";
            case Job.CheckTrial _ -> "checkTrial";
            case Job.ExpireOrder _ -> "expireOrder";
            case Job.CloseSetup _ -> "closeSetup";
            case Job.SendRefund _ -> "sendRefund";
            case Job.FollowRefund _ -> "followRefund";
            case Job.EndSubscription _ -> "endSubscription";
            case Job.CancelRefunded _ -> "cancelRefunded";
            case Job.MoveClock _ -> "moveClock";
            case Job.UpdateCustomer _ -> "updateCustomer";
            case Job.ChangeSubscription _ -> "changeSubscription";
        };
    }

    /// What a job needs to know beside its account.
    @RegisterForReflection
    record PayloadDocument(
            @Nullable String order,
            @Nullable String testClock,
            @Nullable Instant frozenTime,
            @Nullable String refund,
            @Nullable Integer look,
            @Nullable String asked) {
        static PayloadDocument of(Job job) {
            return switch (job) {
                case Job.ResumeCheckout resume -> of(resume.order());
                case Job.CloseOrder close -> of(close.order());
                case Job.CheckTrial check ->
                    new PayloadDocument(check.order().value(), null, null, null, null, check.asked());
                case Job.ExpireOrder expire -> of(expire.order());
                case Job.ChangeSubscription change -> of(change.order());
                case Job.EndSubscription end -> of(end.order());
                case Job.SendRefund send ->
                    new PayloadDocument(
                            send.order().value(), null, null, send.refund().value(), null, null);
                case Job.CancelRefunded cancel ->
                    new PayloadDocument(
                            cancel.order().value(), null, null, cancel.refund().value(), null, null);
                case Job.FollowRefund follow ->
                    new PayloadDocument(
                            follow.order().value(), null, null, follow.refund().value(), follow.look(), null);
                case Job.MoveClock move ->
                    new PayloadDocument(null, move.testClock(), move.frozenTime(), null, null, null);
                case Job.UpdateCustomer update -> new PayloadDocument(null, null, null, null, null, update.asked());
                case Job.CloseSetup close -> new PayloadDocument(null, null, null, null, null, close.operation());
            };
        }

        private static PayloadDocument of(OrderId order) {
            return new PayloadDocument(order.value(), null, null, null, null, null);
        }

        RefundId toRefund() {
            return new RefundId(Objects.requireNonNull(refund));
        }

        String toAsked() {
            return Objects.requireNonNull(asked);
        }

        OrderId toOrder() {
            return new OrderId(Objects.requireNonNull(order));
        }
    }

    @Override
    public void schedule(Collection<? extends Job> jobs, Instant dueAt) {
        if (!jobs.isEmpty()) {
            Statement schedule = schedule(ids, json, jobs, dueAt, time.instant());
            Database.again(() -> database.run(schedule));
        }
    }

    @Override
    public List<Claimed> claim(int limit, Duration lease) {
        Instant now = time.instant();
        Statement claim = Statement.of(
                CLAIM,
                Times.stored(now),
                Times.stored(now.plus(lease)),
                limit,
                KINDS.keySet().toArray(String[]::new));
        List<Claimed> claimed = new ArrayList<>();
        Database.again(() -> database.run(claim)).forEach(row -> claimed.add(claimed(row)));
        return claimed;
    }

    private Claimed claimed(Row row) {
        AccountId account = AccountId.of(row.getString("project_id"), row.getString("user_id"));
        PayloadDocument payload = json.read(row.getString("payload"), PayloadDocument.class);
        return new Claimed(
                row.getString("id"),
                Objects.requireNonNull(KINDS.get(row.getString("kind"))).apply(account, payload),
                row.getInteger("attempts"));
    }

    @Override
    public void done(Claimed job) {
        database.run(Statement.of(DONE, project(job), job.id()));
    }

    @Override
    public void retry(Claimed job, String error) {
        database.run(WORK.retry(job.attempts(), error, time.instant(), project(job), job.id()));
    }

    @Override
    public void release(Collection<Claimed> jobs) {
        if (!jobs.isEmpty()) {
            database.run(WORK.release(
                    time.instant(),
                    jobs.stream().map(job -> Tuple.of(project(job), job.id())).toList()));
        }
    }

    private static String project(Claimed job) {
        return job.job().account().project().value();
    }
}
