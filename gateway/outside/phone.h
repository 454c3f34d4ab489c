/*
 * A phone in the terminal, on the network that Kannel's "fake" SMSC plays: what is typed
 * goes in as an MO through Kannel, what comes back is shown as a phone would show it.
 */
#ifndef JIAXIN_PHONE_H
#define JIAXIN_PHONE_H

/*
 * The subcommand: phone HOST:PORT [--from MSISDN] [--to SHORTCODE] [--timeout SECONDS].
 * argv[0] is the subcommand's name. From a terminal it prompts until end of file; from a pipe
 * or a file each line waits for its answer, so that scripts need no pauses.
 * Returns the exit status: 0, 1 when a line of a script got no answer in time or the
 * connection failed, 2 for a wrong command line.
 */
int phone_run(int argc, char **argv);

#endif
