package io.tollgate.bootstrap;

import io.smallrye.health.api.Wellness;
import io.tollgate.payments.stripe.StripeApi;
import io.tollgate.postgres.QueueDepths.Depths;
import io.tollgate.publishing.kafka.BrokerReach;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// What `/health` tells beside readiness: none of it takes a replica out.
@Singleton
class DependencyChecks {
    private static final long LATE_SECONDS = 60;

    @Produces
    @Wellness
    @Singleton
    HealthCheck kafka(BrokerReach broker) {
        return () -> HealthCheckResponse.named("kafka").status(broker.ask()).build();
    }

    @Produces
    @Wellness
    @Singleton
    HealthCheck provider(StripeApi stripe) {
        return () -> HealthCheckResponse.named("provider")
                .status(stripe.isAnswering())
                .build();
    }

    @Produces
    @Wellness
    @Singleton
    HealthCheck queues(QueueGauges gauges) {
        return () -> {
            Depths depths = gauges.latest();
            return HealthCheckResponse.named("queues")
                    .status(depths.outbox().oldest().toSeconds() < LATE_SECONDS
                            && depths.inbox().oldest().toSeconds() < LATE_SECONDS)
                    .withData("inboxDepth", depths.inbox().depth())
                    .withData("inboxOldestSeconds", depths.inbox().oldest().toSeconds())
                    .withData("inboxParked", depths.parked())
                    .withData("inboxDead", depths.inbox().dead())
                    .withData("outboxDepth", depths.outbox().depth())
                    .withData("outboxOldestSeconds", depths.outbox().oldest().toSeconds())
                    .withData("outboxSetAside", depths.outbox().dead())
                    .withData("jobsDepth", depths.jobs().depth())
                    .withData("jobsOldestSeconds", depths.jobs().oldest().toSeconds())
                    .withData("jobsDead", depths.jobs().dead())
                    .withData(
                            "ordersOverdue",
                            depths.orders().pending() + depths.orders().processing())
                    .build();
        };
    }
}
