package io.tollgate.providerevents.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.accounts.Accounts;
import io.tollgate.fixtures.fakes.FakeEventReader;
import io.tollgate.fixtures.fakes.InMemoryInbox;
import io.tollgate.orders.usecase.Shop;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.EventReader.Route;
import io.tollgate.providerevents.ProviderFact;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a shop is told of Alice's purchases, and those who work on it.
final class ShopInbox {
    private static final Route OF_ALICE = new Route(List.of(), Shop.ALICE, null);

    private final Shop shop;
    private final int batch;
    private final FakeEventReader reader = new FakeEventReader();
    private final ReceiveWebhook receive;

    /// @param batch how many events one step takes at most
    ShopInbox(Shop shop, int batch) {
        this.shop = shop;
        this.batch = batch;
        this.receive = new ReceiveWebhook(reader, shop.database.inbox, shop.time, () -> {});
    }

    void told(String event, ProviderFact fact) {
        reads(event, OF_ALICE, fact);
        receive(event);
    }

    /// What the event says whenever it is received.
    void reads(String event, Route route, ProviderFact fact) {
        reader.reads(event, new Reading.Understood(event, "t", route, fact));
    }

    void receive(String event) {
        assertThat(receive.receive(null, FakeEventReader.SIGNATURE, event.getBytes(StandardCharsets.UTF_8))
                        .toCompletableFuture()
                        .join())
                .isTrue();
    }

    /// Until nothing is due.
    void work() {
        ProcessInbox inbox = processor(shop.database.accounts);
        while (inbox.step() > 0) {}
    }

    ProcessInbox processor(Accounts accounts) {
        return new ProcessInbox(
                shop.database.inbox,
                reader,
                shop.database.projects,
                shop.database.catalogs,
                accounts,
                shop.database.jobs,
                shop.payments,
                shop.refunding,
                shop.time,
                batch,
                (_, cause) -> shop.failures.add(cause));
    }

    InMemoryInbox.Row row(String event) {
        return shop.database.inbox.row(event).orElseThrow();
    }
}
