"""What layer-basic's hook stub does, without its installation of packages."""

import os
import sys

import charmhelpers.osplatform

# The benchmark may run elsewhere than on Ubuntu, and charmhelpers refuses that.
charmhelpers.osplatform.get_platform = lambda: "ubuntu"
sys.path.insert(0, os.environ["CHARM_DIR"])

from charms.reactive import main

main()
