#!/usr/bin/env bash
# Plays a small group through its first decision: three members with a clone each, a hub, a ballot sent as a file;
# then a hostile copy, which is refused.
# usage: play.sh TOS DIR     (DIR is not there yet; it gets group, ben, cleo, the hub hub.git, and everybody's keys)
set -euo pipefail

tos=$(realpath "$1")
mkdir -p "$2/keys"
cd "$2"
place=$PWD

# No settings of yours are read or changed: each member has a key made for this demonstration.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
unset SSH_AUTH_SOCK TOS_AS TOS_KEY TOS_CLOCK

# Nobody waits for the poll to close: the story began three hours ago, and with each command a minute passes.
began=$(($(date +%s) - 3 * 3600))
now=0
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
time_at() { date -u -d "@$((began + 60 * $1))" +%Y-%m-%dT%H:%M:%S.000Z; }
as() { # as MEMBER FOLDER COMMAND…: shows what is typed, and types it
  local member=$1 folder=$2
  shift 2
  printf '%s$ tos %s\n' "$member" "$*"
  now=$((now + 1))
  "$tos" -C "$folder" --as "$member" --key "$place/keys/$member" --at "$(time_at "$now")" "$@"
}
for member in mara ben cleo; do ssh-keygen -q -t ed25519 -N '' -C "$member" -f "keys/$member"; done

say "Mara founds a group with Ben, and gives it a hub"
as mara group init --name "Bell Street" --handle bell-street --template demo --founder ben="$place/keys/ben.pub"
as mara group hub init "$place/hub.git"

say "Ben accepts in a clone of his own: with two of two founders the group exists"
git clone -q hub.git ben
as ben ben accept
as ben ben push

say "Cleo applies with her own key; Mara carries the application in and admits her"
git clone -q hub.git cleo
as cleo cleo join --handle cleo --out "$place/cleo.yaml"
as mara group pull
as mara group member add "$place/cleo.yaml"

say "Ben proposes, and puts it to the vote"
as mara group push
as ben ben pull
as ben ben proposal new --title "Shared cargo bike" --type budget --path social-economy \
  --summary "We buy one cargo bike together and keep it in the yard for everybody."
as ben ben push
as ben ben poll open P1 --hours 1
as ben ben push

say "Mara and Ben vote in their own clones, offline; Cleo sends hers as a file"
as mara group pull
as mara group ballot cast V1 yes --reason "The bus does not run in the evening."
as ben ben ballot cast V1 yes
as cleo cleo pull
as cleo cleo ballot cast V1 no --out "$place/ballot.yaml"
as mara group carry "$place/ballot.yaml"
as mara group push
as ben ben push

say "The poll closes, and any member writes the decision"
now=$((now + 60))
as mara group pull
as mara group poll close --due
as mara group decision show latest
as mara group push
as mara group decision list

say "A stranger with nothing but git, OpenSSH and a clone checks everything"
git clone -q hub.git stranger
"$tos" -C stranger verify

say "Somebody changes one vote in a copy: it is refused, with the rule and the place"
git clone -q hub.git tampered
ballot=$(cd tampered && grep -rl 'choice: "no"' proposals | head -n 1)
sed -i 's/choice: "no"/choice: "yes"/' "tampered/$ballot"
git -C tampered -c user.name=x -c user.email=x@example.invalid commit -qam "a small correction"
if "$tos" -C tampered verify; then
  echo "the changed vote was not noticed" >&2
  exit 1
fi
