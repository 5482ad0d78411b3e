/// What is sold: plans, prices and features, as one versioned document per project.
@NullMarked
package io.tollgate.catalog;

import org.jspecify.annotations.NullMarked;
