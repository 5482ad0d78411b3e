package io.tollgate.idempotency.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.http.Calls;
import io.tollgate.http.Problem;
import io.tollgate.http.ProblemCode;
import io.tollgate.http.Problems;
import io.tollgate.idempotency.IdempotencyRecords;
import io.tollgate.idempotency.IdempotencyRecords.Answer;
import io.tollgate.idempotency.IdempotencyRecords.Begun;
import io.tollgate.idempotency.IdempotencyRecords.Key;
import io.tollgate.ids.Ids;
import io.tollgate.tenancy.Caller;
import io.tollgate.tenancy.ProjectId;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Same key, same answer. Kept are answers that decide: 2xx, and the refusals 402, 404, 409, 422. After anything
/// else,
/// an unknown outcome or a crash, the same key resumes the same operation.
@ApplicationScoped
public class Idempotency {
    private static final String HEADER = "Idempotency-Key";
    private static final String REPLAYED = "Idempotent-Replayed";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int MAX_KEY = 255;
    private static final int MAX_ANSWER = 64 * 1024;

    private final IdempotencyRecords records;
    private final Ids ids;
    private final Calls calls;
    private final Problems problems;
    private final ObjectMapper json;

    public Idempotency(IdempotencyRecords records, Ids ids, Calls calls, Problems problems, ObjectMapper json) {
        this.records = records;
        this.ids = ids;
        this.calls = calls;
        this.problems = problems;
        this.json = json;
    }

    /// An answer that holds a secret, which is shown once and never stored.
    public interface Secretive {
        Object withoutSecret();
    }

    /// Answers once per key; without a key, 400.
    ///
    /// @param operation given the operation's id, which is the same for the same key
    public Response required(Function<String, Response> operation) {
        if (header() == null) {
            throw Problem.of(ProblemCode.IDEMPOTENCY_KEY_REQUIRED);
        }
        return accepted(operation);
    }

    /// Answers once per key, with a secret that is not stored; without a key, 400.
    ///
    /// @param answer what is answered with 2xx: without its secret it is stored
    /// @param withSecret gets the secret anew, for an answer that is given again
    public <A extends Secretive> Response required(
            Function<String, Response> operation, Class<A> answer, UnaryOperator<A> withSecret) {
        return withSecret(required(operation), answer, withSecret);
    }

    /// Answers once per key, if there is one, with a secret that is not stored.
    ///
    /// @param answer what is answered with 2xx: without its secret it is stored
    /// @param withSecret gets a secret anew, for an answer that is given again
    public <A extends Secretive> Response accepted(
            Function<String, Response> operation, Class<A> answer, UnaryOperator<A> withSecret) {
        return withSecret(accepted(operation), answer, withSecret);
    }

    private <A extends Secretive> Response withSecret(Response response, Class<A> answer, UnaryOperator<A> withSecret) {
        boolean replayed = response.getHeaderString(REPLAYED) != null;
        return replayed && response.getStatus() / 100 == 2 && response.getEntity() instanceof String stored
                ? Response.fromResponse(response)
                        .entity(withSecret.apply(read(stored, answer)))
                        .build()
                : response;
    }

    private <A> A read(String stored, Class<A> answer) {
        try {
            return json.readValue(stored, answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored answer must be readable", e);
        }
    }

    /// Answers once per key, if there is one.
    public Response accepted(Function<String, Response> operation) {
        return header() == null
                ? operation.apply(ids.next("op"))
                : accepted(calls.current().projectId(), operation);
    }

    /// Answers once per key, if there is one.
    ///
    /// @param project for an operator, whose call names it by the path
    public Response accepted(ProjectId project, Function<String, Response> operation) {
        String value = header();
        if (value == null) {
            return operation.apply(ids.next("op"));
        }
        Key key = key(project, value);
        return switch (records.begin(key, calls.bodyHash(), ids.next("op"), LEASE)) {
            case Begun.Run run -> run(key, run.operation(), operation);
            case Begun.Replay replay -> replay(replay.answer());
            case Begun.Mismatch _ -> throw Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED);
            case Begun.StillRunning _ -> throw Problem.of(ProblemCode.IDEMPOTENCY_IN_PROGRESS);
            case Begun.TooMany _ -> throw Problem.of(ProblemCode.TOO_MANY_IDEMPOTENCY_KEYS);
        };
    }

    private @Nullable String header() {
        return calls.routing().request().getHeader(HEADER);
    }

    private Key key(ProjectId project, String value) {
        boolean printable = value.chars().allMatch(c -> c >= ' ' && c <= '~');
        if (value.isBlank() || value.length() > MAX_KEY || !printable) {
            throw Problem.invalid(HEADER, "invalid_key", "1 to 255 printable ASCII characters");
        }
        Caller caller = calls.current().caller();
        HttpServerRequest request = calls.routing().request();
        return new Key(project, caller.id(), request.method().name(), request.path(), value);
    }

    private Response run(Key key, String operation, Function<String, Response> work) {
        boolean kept = false;
        try {
            Response response = decided(operation, work);
            Answer answer = new Answer(response.getStatus(), text(response.getEntity()));
            if (isKept(answer)) {
                records.finish(key, operation, answer);
                kept = true;
            }
            return response;
        } finally {
            if (!kept) {
                records.release(key, operation);
            }
        }
    }

    private Response decided(String operation, Function<String, Response> work) {
        try {
            return work.apply(operation);
        } catch (Problem problem) {
            return problems.response(problem, calls.routing().request().path());
        }
    }

    private static boolean isKept(Answer answer) {
        int status = answer.status();
        boolean decides = status / 100 == 2 || status == 402 || status == 404 || status == 409 || status == 422;
        return decides && answer.body().getBytes(StandardCharsets.UTF_8).length <= MAX_ANSWER;
    }

    private String text(@Nullable Object entity) {
        if (entity instanceof String text) {
            return text;
        }
        try {
            return json.writeValueAsString(entity instanceof Secretive secret ? secret.withoutSecret() : entity);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer must be writable", e);
        }
    }

    private static Response replay(Answer answer) {
        return Response.status(answer.status())
                .type(answer.status() >= 400 ? Problems.MEDIA_TYPE : MediaType.APPLICATION_JSON)
                .header(REPLAYED, "true")
                .entity(answer.body())
                .build();
    }
}
