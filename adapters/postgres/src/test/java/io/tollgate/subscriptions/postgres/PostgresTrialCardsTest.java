package io.tollgate.subscriptions.postgres;

import io.tollgate.fixtures.contracts.TrialCardsContract;
import io.tollgate.postgres.Store;
import io.tollgate.subscriptions.TrialCards;

class PostgresTrialCardsTest extends TrialCardsContract {
    private final Store store = Store.empty();

    @Override
    protected TrialCards cards() {
        return new PostgresTrialCards(store.database, store.time);
    }
}
