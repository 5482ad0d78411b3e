package io.tollgate.credits.postgres;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Effect;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.credits.CreditLot;
import io.tollgate.credits.Credits;
import io.tollgate.fixtures.contracts.CreditsContract;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.postgres.Store;
import org.junit.jupiter.api.BeforeEach;

class PostgresCreditsTest extends CreditsContract {
    private final Store store = Store.empty();

    @BeforeEach
    void add_the_projects() {
        store.addProject(Samples.ACME);
        store.addProject(Samples.OTHER);
    }

    @Override
    protected Credits credits() {
        return store.credits;
    }

    @Override
    protected void grant(AccountId account, CreditLot lot) {
        store.accounts.decide(account, Touching.NOTHING, Cause.system("test"), a -> Decision.unchanged(a, true)
                .and(new Effect.GrantCredits(lot)));
    }
}
