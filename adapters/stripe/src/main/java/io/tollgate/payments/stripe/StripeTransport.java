package io.tollgate.payments.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.StripeException;
import com.stripe.net.HttpContent;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Carries stripe-java's requests. Its own transport, `HttpURLConnection`, follows redirects, reads answers of any
/// size, limits each read but not the whole, throws NullPointerException at an empty body, and sends a POST a
/// second
/// time by itself after a lost connection (unless `-Dsun.net.http.retryPost=false`). This one does none of that.
final class StripeTransport extends com.stripe.net.HttpClient implements AutoCloseable {
    /// The largest page that we ask for, a hundred sessions, has a tenth of it.
    private static final int LARGEST_ANSWER = 4 * 1024 * 1024;

    private final HttpClient http;
    private final Duration deadline;

    /// @param connect until a connection stands
    /// @param deadline until the whole answer is there
    StripeTransport(Duration connect, Duration deadline) {
        this.deadline = deadline;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connect)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public StripeResponse request(StripeRequest request) throws StripeException {
        HttpResponse<byte[]> response = send(toHttp(request));
        if (response.statusCode() / 100 != 2) {
            throw refusal(response);
        }
        return new StripeResponse(
                response.statusCode(),
                HttpHeaders.of(response.headers().map()),
                new String(response.body(), StandardCharsets.UTF_8));
    }

    private static Refusal refusal(HttpResponse<byte[]> response) {
        Optional<String> shouldRetry = response.headers().firstValue("Stripe-Should-Retry");
        return new Refusal(
                response.statusCode(),
                response.body(),
                response.headers()
                        .firstValue("Idempotent-Replayed")
                        .filter("true"::equals)
                        .isPresent(),
                shouldRetry.map(Boolean::valueOf).orElse(null));
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws ApiConnectionException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            // Not the request's own timeout: that one ends with the headers.
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ApiConnectionException(describe(e), e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ApiConnectionException("no answer within " + deadline.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ApiConnectionException("interrupted", e);
        }
    }

    private static String describe(ExecutionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static HttpRequest toHttp(StripeRequest request) {
        HttpContent content = request.content();
        HttpRequest.Builder http = HttpRequest.newBuilder(
                        URI.create(request.url().toString()))
                .method(
                        request.method().name(),
                        content == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(content.byteArrayContent()));
        request.headers().map().forEach((name, values) -> http.setHeader(name, String.join(",", values)));
        http.setHeader("User-Agent", "Tollgate stripe-java/" + com.stripe.Stripe.VERSION);
        if (content != null) {
            http.setHeader("Content-Type", content.contentType());
        }
        return http.build();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
