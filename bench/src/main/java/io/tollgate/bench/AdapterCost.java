package io.tollgate.bench;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.accounts.AccountId;
import io.tollgate.jobs.Replicas;
import io.tollgate.payments.ObjectRef;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.stripe.StripeAccount;
import io.tollgate.payments.stripe.StripeApi;
import io.tollgate.payments.stripe.StripeJson;
import io.tollgate.payments.stripe.StripePayments;
import io.tollgate.payments.stripe.StripeSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;

/// What the Stripe adapter adds to a call: the CPU of this whole process, beside the bare exchange of the same
/// bytes with the same server, which is in this process, too, and costs both the same.
public final class AdapterCost {
    private static final int WARM = 8;
    private static final int ROUNDS = 21;
    /// The process's CPU time ticks every 10 ms: over so many calls that is 0.02 ms of one.
    private static final int CALLS = 500;
    private static final double AIM_MILLIS = 1;

    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private AdapterCost() {}

    private interface Exchange {
        void once() throws IOException, InterruptedException;
    }

    public static void main(String[] args) throws Exception {
        try (Echo echo = new Echo();
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build()) {
            Payments payments = payments(echo.base());
            ProviderAccount provider = new ProviderAccount("default");
            AccountId alice = AccountId.of("demo", "alice");
            ObjectRef session = new ObjectRef(ObjectRef.Kind.CHECKOUT_SESSION, "cs_1");
            AdapterCost cost = new AdapterCost();

            System.out.printf(
                    Locale.ROOT,
                    "%n%-36s %12s %12s %10s   %s%n",
                    "CPU of a call to Stripe",
                    "bare ms",
                    "adapter ms",
                    "adds ms",
                    "of the bare (aim: adds <= 1 ms)");
            cost.compare(
                    "create a customer (POST)",
                    echo,
                    http,
                    () -> done(payments.createCustomer(provider, alice, "cop_1", "alice@example.com", null)));
            cost.compare("look at a checkout page (GET)", echo, http, () -> done(payments.identify(provider, session)));
        }
        System.exit(0);
    }

    private static Payments payments(String base) {
        StripeAccount account = new StripeAccount(
                new ProviderAccount("default"), "sk_test_bench", null, null, Map.of("main", "whsec_1"), 10_000);
        StripeApi api = new StripeApi(
                StripeSettings.of(false, base, List.of(account)),
                new StripeJson(),
                new SimpleMeterRegistry(),
                Replicas.ALONE);
        return new StripePayments(api, InstantSource.system());
    }

    private static void done(Outcome<?> outcome) {
        if (!(outcome instanceof Outcome.Done)) {
            throw new IllegalStateException("The adapter was answered " + outcome);
        }
    }

    private void compare(String name, Echo echo, HttpClient http, Exchange adapter)
            throws IOException, InterruptedException {
        adapter.once();
        var request = echo.latest();
        Exchange bare = () -> http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        double[] bares = new double[ROUNDS];
        double[] adapters = new double[ROUNDS];
        for (int round = -WARM; round < ROUNDS; round++) {
            double one = millis(bare);
            double other = millis(adapter);
            if (round >= 0) {
                bares[round] = one;
                adapters[round] = other;
            }
        }
        report(name, median(bares), median(adapters));
    }

    private static void report(String name, double bare, double adapter) {
        double adds = adapter - bare;
        System.out.printf(
                Locale.ROOT,
                "%-36s %12.3f %12.3f %10.3f   %.2f%s%n",
                name,
                bare,
                adapter,
                adds,
                adapter / bare,
                adds <= AIM_MILLIS ? "" : "  MISSED");
    }

    /// Of one call, over a round of them.
    private double millis(Exchange exchange) throws IOException, InterruptedException {
        long before = process.getProcessCpuTime();
        for (int i = 0; i < CALLS; i++) {
            exchange.once();
        }
        return (process.getProcessCpuTime() - before) / 1e6 / CALLS;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
