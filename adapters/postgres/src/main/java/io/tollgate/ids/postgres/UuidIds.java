package io.tollgate.ids.postgres;

import com.github.f4b6a3.uuid.codec.base.Base32HexCodec;
import com.github.f4b6a3.uuid.factory.rfc9562.TimeOrderedEpochFactory;
import io.tollgate.ids.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;

/// UUIDv7 (RFC 9562) in base 32: 26 characters that sort as the ids were drawn, 74 bits of them random.
@ApplicationScoped
public class UuidIds implements Ids {
    // Held by a bean, not by a static field: a native image would freeze its seed.
    private final TimeOrderedEpochFactory factory =
            TimeOrderedEpochFactory.builder().withRandom(new SecureRandom()).build();

    @Override
    public String next(String prefix) {
        return prefix + "_" + Base32HexCodec.INSTANCE.encode(factory.create());
    }
}
