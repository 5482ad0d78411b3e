package io.tollgate.providerevents.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.providerevents.http.UnverifiedBodies.Seat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnverifiedBodiesTest {
    private final UnverifiedBodies room = new UnverifiedBodies(100);
    private final List<String> letIn = new ArrayList<>();

    private Seat seat(String name, long bytes) {
        return room.seat(bytes, () -> letIn.add(name));
    }

    @Test
    void who_finds_room_takes_it_at_once() {
        assertThat(seat("a", 60).take()).isTrue();
        assertThat(seat("b", 40).take()).isTrue();

        assertThat(seat("c", 1).take()).isFalse();
        assertThat(letIn).isEmpty();
        assertThat(room.waiting()).isEqualTo(1);
    }

    @Test
    void who_leaves_makes_room_for_the_smallest_that_waits_then_for_the_first() {
        Seat full = seat("full", 100);
        full.take();
        for (String name : List.of("large", "first 30", "second 30", "small")) {
            seat(name, name.equals("large") ? 90 : name.equals("small") ? 10 : 30)
                    .take();
        }

        full.leave();

        assertThat(letIn).containsExactly("small", "first 30", "second 30");
        assertThat(room.waiting()).isEqualTo(1);
    }

    @Test
    void a_small_one_passes_a_large_one_that_waits() {
        seat("most", 80).take();
        seat("large", 90).take();

        seat("small", 20).take();

        assertThat(letIn).containsExactly("small");
    }

    @Test
    void who_gave_up_waiting_takes_no_room_and_leaving_twice_gives_none() {
        Seat full = seat("full", 100);
        full.take();
        Seat gone = seat("gone", 100);
        gone.take();

        gone.leave();
        gone.leave();
        full.leave();
        full.leave();

        assertThat(letIn).isEmpty();
        assertThat(seat("next", 100).take()).isTrue();
        assertThat(seat("none", 1).take()).isFalse();
    }
}
