/** What was deployed: functions, their settings, and their code on disk. */
@NullMarked
package dev.sheaf.lambda.local.function;

import org.jspecify.annotations.NullMarked;
