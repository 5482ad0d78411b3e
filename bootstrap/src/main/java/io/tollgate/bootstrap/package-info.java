/// The Quarkus application: wiring, configuration, start-up checks. Nothing here decides.
@NullMarked
package io.tollgate.bootstrap;

import org.jspecify.annotations.NullMarked;
