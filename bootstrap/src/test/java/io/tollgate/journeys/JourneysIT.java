package io.tollgate.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Random journeys through all faults of the provider but final loss, and at the end every account is held against
/// what the provider holds. `./tollgate test` makes a sample; `./tollgate journeys` makes 2,000.
class JourneysIT {
    private static final int COUNT = Integer.getInteger("tollgate.journeys.count", 100);
    private static final long SEED = Long.getLong("tollgate.journeys.seed", 4);
    private static final int ONLY = Integer.getInteger("tollgate.journeys.only", -1);

    /// More would grow the sandbox's lists, that everything looks through.
    private static final int TOGETHER = 200;

    @Test
    void random_journeys_through_all_faults_end_as_the_provider_says() {
        say("seed " + SEED + ", " + (ONLY < 0 ? COUNT + " journeys" : "journey " + ONLY + " alone"));
        List<Journey> journeys = (ONLY < 0 ? IntStream.range(0, COUNT) : IntStream.of(ONLY))
                .mapToObj(number -> Journey.draw(SEED, number))
                .toList();
        List<String> failures = new ArrayList<>();
        for (int from = 0; from < journeys.size(); from += TOGETHER) {
            int to = Math.min(from + TOGETHER, journeys.size());
            say("journeys " + from + " to " + (to - 1) + " of " + journeys.size());
            try (Caravan caravan = new Caravan(JourneysIT::say)) {
                List<String> different = caravan.travel(journeys.subList(from, to));
                different.stream().flatMap(String::lines).forEach(JourneysIT::say);
                failures.addAll(different);
            }
            say((to - failures.size()) + " of " + to + " agree with the provider");
        }

        assertThat(failures).as("seed " + SEED).isEmpty();
    }

    private static void say(String what) {
        System.out.println("[journeys] " + what);
    }
}
