#!/bin/sh
# The command `terreau` of the environment, put there by `make install`. After an upgrade of the
# system to another Python nothing written in Python would start there: `terreau update` makes the
# environment again, every other command says so.

environment=$(dirname "$(dirname "$(readlink -f "$0")")")
python=$environment/bin/python

fits() {
    version=$("$python" -I -S -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
    [ -d "$environment/lib/python$version" ]
}

say() {
    case "${LC_ALL:-${LC_MESSAGES:-$LANG}}" in
        fr*) words=$1 ;;
        *) words=$2 ;;
    esac
    case "$(stat -L -c %d:%i /proc/$$/fd/2 2>/dev/null)" in
        "${JOURNAL_STREAM:-none}") words="<3>$words" ;; # an error, where the journal reads it
    esac
    echo "$words" >&2
}

if ! fits; then
    account=$(ls -ld "$environment" | awk '{ print $3 }')
    if [ "$1" != update ] || [ ! -O "$environment" ]; then
        say "Cette machine a un autre Python que lors de l'installation de Terreau. Avec le compte $account, tapez : terreau update" \
            "This machine has another Python than when Terreau was installed. As the account $account, type: terreau update"
        exit 2
    fi
    say "Cette machine a un autre Python : j'installe de nouveau les bibliothèques de Terreau…" \
        "This machine has another Python: installing Terreau's libraries again…"
    make --silent -C "$(dirname "$environment")" install >/dev/null && fits || exit 2
    say "C'est fait. Pour que le robot s'en serve, comme root : systemctl restart terreau" \
        "Done. For the bot to use them, as root: systemctl restart terreau"
fi
exec "$python" -P -m bot "$@"
