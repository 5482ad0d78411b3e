package io.tollgate.bench.baseline;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.tollgate.http.Allow;
import io.tollgate.http.Allow.Who;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// A constant, one reactive select and one reactive insert, by the same server and the same pool as everything
/// else,
/// and without anybody being asked who calls.
@Path("/_bench")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class Baseline {
    private static final String CONSTANT = "{\"allowed\":true,\"reason\":\"entitled\",\"version\":1}";
    private static final String SELECT = "select snapshot::text from accounts where project_id = $1 and user_id = $2";
    private static final String INSERT = "insert into bench_insert (id, body) values ($1, $2)";

    private final Pool pool;

    public Baseline(Pool pool) {
        this.pool = pool;
    }

    @GET
    @Path("/constant")
    @Allow(Who.PROVIDER)
    @Operation(hidden = true)
    public String constant() {
        return CONSTANT;
    }

    @GET
    @Path("/select")
    @Allow(Who.PROVIDER)
    @Operation(hidden = true)
    public Uni<String> select(@QueryParam("userId") String user) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(SELECT)
                        .execute(Tuple.of("demo", user))
                        .toCompletionStage())
                .map(rows -> rows.iterator().next().getString(0));
    }

    @POST
    @Path("/insert")
    @Consumes(MediaType.WILDCARD)
    @Allow(Who.PROVIDER)
    @Operation(hidden = true)
    public Uni<String> insert(byte[] body) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(INSERT)
                        .execute(Tuple.of(UUID.randomUUID().toString(), Buffer.buffer(body)))
                        .toCompletionStage())
                .map(_ -> CONSTANT);
    }
}
